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

/// Checks names that refer to other parts of the file: each exists, appears once in its list, and refers
/// to a usable part.
final class ReferenceCheck {
    /// The maximum number of suggestions, because each further unknown name costs a search for similar names.
    private static final int MAX_SUGGESTIONS = 20;

    private ReferenceCheck() {}

    /// A VIP with the servers listed for it.
    ///
    /// @param readable whether the list is complete; an unreadable list may name any server
    private record Members(Part vip, List<Placed<String>> servers, boolean readable) {
        static Members of(Part vip) {
            List<Placed<String>> servers = vip.texts("servers");
            boolean readable = vip.part("servers")
                    .filter(part -> part.tree() instanceof YamlTree.Sequence list
                            && list.items().size() == servers.size())
                    .isPresent();
            return new Members(vip, servers, readable);
        }
    }

    static List<Problem> check(Part file) {
        List<Part> servers = file.parts("servers");
        List<Members> vips = file.parts("vips").stream().map(Members::of).toList();
        return Stream.of(
                        unknownServers(vips, names(servers)),
                        unknownDataCentres(file),
                        repeated(file, vips),
                        unused(servers, vips),
                        idle(servers, vips),
                        neverEnough(vips),
                        ofNoPort(vips))
                .flatMap(problems -> problems)
                .toList();
    }

    private static List<String> names(List<Part> parts) {
        return parts.stream().map(Part::name).toList();
    }

    private static Stream<Problem> unknownServers(List<Members> vips, List<String> known) {
        Stream<Placed<String>> names = vips.stream().flatMap(vip -> vip.servers().stream());
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

    private static Stream<Problem> repeated(Part file, List<Members> vips) {
        Stream<Problem> servers = vips.stream()
                .flatMap(vip -> repeated(vip.servers(), "keep one entry; for a larger share use weight").stream());
        Stream<Problem> interfaces = file.parts("balancers").stream()
                .flatMap(balancer -> repeated(balancer.texts("interfaces"), "keep one").stream());
        Stream<Problem> prefixes = file.parts("data-centres").stream()
                .flatMap(centre -> repeated(centre.texts("prefixes"), "keep one").stream());
        return Stream.of(servers, interfaces, prefixes).flatMap(s -> s);
    }

    private static List<Problem> repeated(List<Placed<String>> names, String fix) {
        Set<String> seen = new HashSet<>();
        List<Problem> problems = new ArrayList<>();
        for (Placed<String> name : names) {
            if (!seen.add(name.value())) {
                problems.add(name.error("%s is listed twice".formatted(Words.shortened(name.value())), fix));
            }
        }
        return problems;
    }

    /// Reports servers that no VIP uses, unless a VIP's list of servers is unreadable, because this list
    /// may contain any server.
    private static Stream<Problem> unused(List<Part> servers, List<Members> vips) {
        if (!vips.stream().allMatch(Members::readable)) {
            return Stream.of();
        }
        Set<String> used = vips.stream()
                .flatMap(vip -> vip.servers().stream())
                .map(Placed::value)
                .collect(Collectors.toSet());
        return servers.stream()
                .filter(server -> !used.contains(server.name()))
                .map(server -> server.placedName()
                        .warning(
                                "no VIP uses server %s".formatted(Words.shortened(server.name())),
                                "add it to the servers of a VIP, or remove it"));
    }

    private static Stream<Problem> idle(List<Part> servers, List<Members> vips) {
        Map<String, Part> byName = new HashMap<>();
        servers.forEach(server -> byName.put(server.name(), server));
        return vips.stream()
                .filter(Members::readable)
                .filter(vip -> vip.servers().stream()
                        .map(name -> byName.get(name.value()))
                        .noneMatch(server -> server == null || takesNewSessions(server)))
                .map(ReferenceCheck::idle);
    }

    private static Problem idle(Members members) {
        Part vip = members.vip();
        String name = Words.shortened(vip.name());
        Placed<String> place = new Placed<>(name, vip.key("servers").orElse(vip.at()));
        return members.servers().isEmpty()
                ? place.warning("VIP %s has no servers".formatted(name), "every packet to it will be dropped")
                : place.warning(
                        "no server of VIP %s takes new sessions".formatted(name),
                        "every one is drained, disabled or has weight 0");
    }

    private static Stream<Problem> neverEnough(List<Members> vips) {
        return vips.stream().filter(Members::readable).flatMap(members -> {
            int servers = members.servers().size();
            return members.vip().number("need").stream()
                    .filter(need -> need.value() > servers && servers > 0)
                    .map(need -> need.error(
                            "need %d exceeds the number of servers of VIP %s"
                                    .formatted(
                                            need.value(),
                                            Words.shortened(members.vip().name())),
                            "write 1 to %d; otherwise the VIP is never served".formatted(servers)));
        });
    }

    /// Reports servers that no port uses: if every port has a list of servers, each server of the VIP must be
    /// in one of the lists.
    private static Stream<Problem> ofNoPort(List<Members> vips) {
        return vips.stream().filter(Members::readable).flatMap(members -> {
            List<Part> ports = members.vip().parts("ports");
            if (ports.isEmpty()
                    || ports.stream().anyMatch(port -> port.texts("servers").isEmpty())) {
                return Stream.of();
            }
            Set<String> used = ports.stream()
                    .flatMap(port -> port.texts("servers").stream())
                    .map(Placed::value)
                    .collect(Collectors.toSet());
            return members.servers().stream()
                    .filter(name -> !used.contains(name.value()))
                    .map(name -> name.warning(
                            "server %s serves no port of VIP %s"
                                    .formatted(
                                            Words.shortened(name.value()),
                                            Words.shortened(members.vip().name())),
                            "add it to the servers of a port, or remove it here"));
        });
    }

    /// Whether a server takes new sessions; if its settings contain a mistake, this is assumed.
    private static boolean takesNewSessions(Part server) {
        boolean enabled = server.text("state")
                .filter(state -> state.value().equals("drain") || state.value().equals("disabled"))
                .isEmpty();
        return enabled
                && server.number("weight").filter(weight -> weight.value() == 0).isEmpty();
    }
}
