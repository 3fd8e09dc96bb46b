// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Problem;
import java.util.List;
import java.util.stream.Stream;

/// How much of each thing a file may hold, so that the checks across the whole file end in a second or two.
final class SizeCheck {
    /// @param key of the file
    /// @param noun what it holds
    private record Bound(String key, int max, String noun) {}

    private static final List<Bound> BOUNDS = List.of(
            new Bound("vips", 4_096, "VIPs"),
            new Bound("servers", 32_768, "real servers"),
            new Bound("data-centres", 1_024, "data centres"),
            new Bound("balancers", 1_024, "balancers"));

    /// Of all VIPs together: virtual services, and places of real servers in lists.
    private static final int MAX_PORTS = 16_384;

    private static final int MAX_LISTED = 262_144;

    private SizeCheck() {}

    /// @return one problem for each that is exceeded
    static List<Problem> check(Part file) {
        Stream<Problem> ofParts = BOUNDS.stream()
                .flatMap(bound -> exceeded(file, bound, file.parts(bound.key()).size()));
        int ports = file.parts("vips").stream()
                .mapToInt(vip -> vip.parts("ports").size())
                .sum();
        int listed = file.parts("vips").stream()
                .mapToInt(vip -> vip.texts("servers").size())
                .sum();
        return Stream.of(
                        ofParts,
                        exceeded(file, new Bound("vips", MAX_PORTS, "ports of VIPs"), ports),
                        exceeded(file, new Bound("vips", MAX_LISTED, "servers in the lists of VIPs"), listed))
                .flatMap(problems -> problems)
                .toList();
    }

    private static Stream<Problem> exceeded(Part file, Bound bound, int count) {
        return file.part(bound.key()).stream()
                .filter(_ -> count > bound.max())
                .map(part -> part.placedName()
                        .error(
                                "more than %d %s".formatted(bound.max(), bound.noun()),
                                "the file has %d; spread them over several clusters, or check what wrote the file"
                                        .formatted(count)));
    }
}
