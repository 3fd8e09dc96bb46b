// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Problem;
import dev.baro.core.config.ProblemLimit;
import dev.baro.core.config.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Names that refer to other parts of the file: each exists, stands once in its list, and leads to something of use.
final class ReferenceCheck {
    /// Each further one costs a search among all names for the one that was meant.
    private static final int MAX_SUGGESTIONS = 20;

    private ReferenceCheck() {}

    static List<Problem> check(Part file) {
        List<Part> servers = file.parts("servers");
        List<Part> vips = file.parts("vips");
        return Stream.of(
                        unknownServers(vips, names(servers)),
                        unknownDataCentres(file),
                        repeated(file),
                        unused(servers, vips),
                        idle(servers, vips),
                        neverEnough(vips))
                .flatMap(problems -> problems)
                .toList();
    }

    private static List<String> names(List<Part> parts) {
        return parts.stream().map(Part::name).toList();
    }

    private static Stream<Problem> unknownServers(List<Part> vips, List<String> known) {
        Stream<Placed<String>> names = vips.stream().flatMap(vip -> vip.texts("servers").stream());
        return unknown("server", names, known);
    }

    private static Stream<Problem> unknownDataCentres(Part file) {
        Stream<Placed<String>> names = Stream.of("balancers", "servers")
                .flatMap(key -> file.parts(key).stream())
                .flatMap(part -> part.text("data-centre").stream());
        return unknown("data centre", names, names(file.parts("data-centres")));
    }

    private static Stream<Problem> unknown(String kind, Stream<Placed<String>> names, List<String> known) {
        Set<String> all = Set.copyOf(known);
        List<Placed<String>> unknown = names.filter(name -> !all.contains(name.value()))
                .limit(ProblemLimit.COUNTED)
                .toList();
        return IntStream.range(0, unknown.size())
                .mapToObj(i -> unknown(kind, unknown.get(i), known, i < MAX_SUGGESTIONS));
    }

    private static Problem unknown(String kind, Placed<String> name, List<String> known, boolean suggest) {
        String instead = suggest ? Words.suggestion(name.value(), known) : "known here: " + Words.listed(known);
        return name.error(
                "unknown %s %s".formatted(kind, Words.quoted(name.value())),
                known.isEmpty() ? "the file has none" : instead);
    }

    private static Stream<Problem> repeated(Part file) {
        Stream<Problem> servers = file.parts("vips").stream()
                .flatMap(vip -> repeated(vip, "servers", "keep one; for a larger share use weight").stream());
        Stream<Problem> interfaces = file.parts("balancers").stream()
                .flatMap(balancer -> repeated(balancer, "interfaces", "keep one").stream());
        Stream<Problem> prefixes = file.parts("data-centres").stream()
                .flatMap(centre -> repeated(centre, "prefixes", "keep one").stream());
        return Stream.of(servers, interfaces, prefixes).flatMap(s -> s);
    }

    private static List<Problem> repeated(Part part, String key, String fix) {
        Set<String> seen = new HashSet<>();
        List<Problem> problems = new ArrayList<>();
        for (Placed<String> name : part.texts(key)) {
            if (!seen.add(name.value())) {
                problems.add(name.error("%s is listed twice".formatted(Words.shortened(name.value())), fix));
            }
        }
        return problems;
    }

    /// Says nothing while a list of servers cannot be read, for it may hold any of them.
    private static Stream<Problem> unused(List<Part> servers, List<Part> vips) {
        if (!vips.stream().allMatch(ReferenceCheck::hasReadableServers)) {
            return Stream.of();
        }
        Set<String> used = vips.stream()
                .flatMap(vip -> vip.texts("servers").stream())
                .map(Placed::value)
                .collect(Collectors.toSet());
        return servers.stream()
                .filter(server -> !used.contains(server.name()))
                .map(server -> server.placedName()
                        .warning(
                                "no VIP uses server %s".formatted(Words.shortened(server.name())),
                                "add it to the servers of a VIP, or remove it"));
    }

    private static boolean hasReadableServers(Part vip) {
        return vip.part("servers")
                .filter(servers -> servers.tree() instanceof YamlTree.Sequence list
                        && list.items().size() == vip.texts("servers").size())
                .isPresent();
    }

    private static Stream<Problem> idle(List<Part> servers, List<Part> vips) {
        Map<String, Part> byName = new HashMap<>();
        servers.forEach(server -> byName.put(server.name(), server));
        return vips.stream()
                .filter(ReferenceCheck::hasReadableServers)
                .filter(vip -> vip.texts("servers").stream()
                        .map(name -> byName.get(name.value()))
                        .noneMatch(server -> server == null || takesNewSessions(server)))
                .map(vip -> idle(vip));
    }

    private static Problem idle(Part vip) {
        String name = Words.shortened(vip.name());
        Placed<String> place = new Placed<>(name, vip.key("servers").orElse(vip.at()));
        return vip.texts("servers").isEmpty()
                ? place.warning("VIP %s has no servers".formatted(name), "every packet to it will be dropped")
                : place.warning(
                        "no server of VIP %s takes new sessions".formatted(name),
                        "every one is drained, disabled or of weight 0");
    }

    private static Stream<Problem> neverEnough(List<Part> vips) {
        return vips.stream().filter(ReferenceCheck::hasReadableServers).flatMap(vip -> {
            int servers = vip.texts("servers").size();
            return vip.number("need").stream()
                    .filter(need -> need.value() > servers && servers > 0)
                    .map(need -> need.error(
                            "need %d is more than the servers of VIP %s"
                                    .formatted(need.value(), Words.shortened(vip.name())),
                            "1 to %d, or the VIP is never served".formatted(servers)));
        });
    }

    /// A server with a mistake in it counts as one that does.
    private static boolean takesNewSessions(Part server) {
        boolean enabled = server.text("state")
                .filter(state -> state.value().equals("drain") || state.value().equals("disabled"))
                .isEmpty();
        return enabled
                && server.number("weight").filter(weight -> weight.value() == 0).isEmpty();
    }
}
