// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import dev.baro.core.dscp.Dscp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The DSCPs of the VIPs: in range, told apart by every server, and not used by other traffic.
final class DscpCheck {
    /// Pool 2 of the IANA registry (RFC 2474 section 6), which is for local use, without 3 and 7, onto which other
    /// values are folded by common re-marking.
    private static final List<Integer> LOCAL_USE = List.of(11, 15, 19, 23, 27, 31, 35, 39, 43, 47, 51, 55, 59, 63);

    private static final int SUGGESTED = 3;

    /// @param servers the names of its real servers
    private record Marked(Part vip, Placed<Integer> dscp, Set<String> servers) {
        boolean meets(Marked other) {
            return !Collections.disjoint(servers, other.servers);
        }
    }

    private DscpCheck() {}

    static List<Problem> check(Part file) {
        List<Marked> all = file.parts("vips").stream()
                .flatMap(vip -> vip.number("dscp").map(dscp -> marked(vip, dscp)).stream())
                .toList();
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Marked marked = all.get(i);
            int value = marked.dscp().value();
            if (value < Dscp.MIN || value > Dscp.MAX) {
                problems.add(outOfRange(marked, all));
            } else {
                collision(marked, all.subList(0, i), all).ifPresent(problems::add);
                risk(value).map(reason -> risky(marked, reason, all)).ifPresent(problems::add);
            }
        }
        return problems;
    }

    private static Marked marked(Part vip, Placed<Integer> dscp) {
        return new Marked(
                vip, dscp, vip.texts("servers").stream().map(Placed::value).collect(Collectors.toSet()));
    }

    private static Problem outOfRange(Marked marked, List<Marked> all) {
        int value = marked.dscp().value();
        boolean tos = value > Dscp.MAX && value <= 252 && value % 4 == 0;
        return marked.dscp()
                .error(
                        "dscp %d is out of range".formatted(value),
                        "%d to %d; free here: %s%s"
                                .formatted(
                                        Dscp.MIN,
                                        Dscp.MAX,
                                        free(marked, all),
                                        tos ? "; tos %d is dscp %d".formatted(value, value / 4) : ""));
    }

    private static Optional<Problem> collision(Marked marked, List<Marked> before, List<Marked> all) {
        return before.stream()
                .filter(other -> other.dscp().value().equals(marked.dscp().value()) && other.meets(marked))
                .findFirst()
                .map(other -> marked.dscp()
                        .error(
                                "dscp %d is also that of VIP %s (line %d), and both use server %s"
                                        .formatted(
                                                marked.dscp().value(),
                                                other.vip().name(),
                                                other.dscp().at().line(),
                                                common(marked, other)),
                                "a server knows the VIP by it alone; free here: " + free(marked, all)));
    }

    private static String common(Marked marked, Marked other) {
        return marked.vip().texts("servers").stream()
                .map(Placed::value)
                .filter(other.servers()::contains)
                .findFirst()
                .map(Words::shortened)
                .orElse("");
    }

    private static Optional<String> risk(int dscp) {
        return Optional.ofNullable(
                switch (dscp) {
                    case 8 -> "OpenSSH marks bulk transfers with it";
                    case 18 -> "OpenSSH marks interactive sessions with it";
                    case 46 -> "voice and newer OpenSSH mark with it";
                    case 48 -> "routing protocols mark with it";
                    case 56 -> "network control is marked with it";
                    default -> null;
                });
    }

    private static Problem risky(Marked marked, String reason, List<Marked> all) {
        return marked.dscp()
                .warning(
                        "dscp %s is risky: %s".formatted(new Dscp(marked.dscp().value()), reason),
                        "a server could take that traffic for VIP %s; free here: %s"
                                .formatted(marked.vip().name(), free(marked, all)));
    }

    /// The first values that no VIP on any server of this one has: of the local-use pool, then of all that are not
    /// risky.
    private static String free(Marked marked, List<Marked> all) {
        Set<Integer> taken = new HashSet<>();
        all.stream()
                .filter(marked::meets)
                .forEach(other -> taken.add(other.dscp().value()));
        List<String> free = Stream.concat(
                        LOCAL_USE.stream(),
                        IntStream.rangeClosed(Dscp.MIN, Dscp.MAX).boxed())
                .filter(dscp -> !taken.contains(dscp) && risk(dscp).isEmpty())
                .distinct()
                .limit(SUGGESTED)
                .map(String::valueOf)
                .toList();
        return free.isEmpty() ? "none" : String.join(", ", free);
    }
}
