// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Problem;
import dev.baro.core.model.Capacity;
import java.util.List;
import java.util.stream.Stream;

/// Limits the number of items in a file, so that checks across the whole file end in a second or two.
final class SizeCheck {
    /// @param key  the key in the file
    /// @param noun the word for the items under it
    private record Bound(String key, int max, String noun) {}

    private static final List<Bound> BOUNDS = List.of(
            new Bound("vips", 4_096, "VIPs"),
            new Bound("servers", 32_768, "real servers"),
            new Bound("data-centres", 1_024, "data centres"),
            new Bound("balancers", 1_024, "balancers"),
            new Bound("checks", 1_024, "checks"));

    private static final String MEMBERS = "members, which are real servers counted in each virtual service";

    private SizeCheck() {}

    /// @return one problem for each exceeded limit
    static List<Problem> check(Part file) {
        Stream<Problem> ofParts = BOUNDS.stream().flatMap(bound -> exceeded(file, bound, file.size(bound.key())));
        List<Part> vips = file.parts("vips");
        long services = vips.stream()
                .mapToLong(vip -> addresses(vip)
                        * vip.parts("ports").stream()
                                .mapToLong(PortCheck::count)
                                .sum())
                .sum();
        long members = vips.stream()
                .flatMapToLong(vip -> vip.parts("ports").stream()
                        .mapToLong(port -> addresses(vip)
                                * PortCheck.count(port)
                                * (port.key("servers").isPresent() ? port : vip)
                                        .texts("servers")
                                        .size()))
                .sum();
        return Stream.of(
                        ofParts,
                        exceeded(file, new Bound("vips", Capacity.MAX_SERVICES, "virtual services"), services),
                        exceeded(file, new Bound("vips", Capacity.MAX_MEMBERS, MEMBERS), members))
                .flatMap(problems -> problems)
                .toList();
    }

    private static int addresses(Part vip) {
        return Math.max(1, vip.items("address").size());
    }

    private static Stream<Problem> exceeded(Part file, Bound bound, long count) {
        return file.part(bound.key()).stream()
                .filter(_ -> count > bound.max())
                .map(part -> part.placedName()
                        .error(
                                "more than %d %s".formatted(bound.max(), bound.noun()),
                                ("the file has %d; spread them over several clusters, or check the program that wrote"
                                                + " the file")
                                        .formatted(count)));
    }
}
