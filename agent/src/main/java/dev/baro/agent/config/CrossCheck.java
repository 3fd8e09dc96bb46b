// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.config;

import dev.baro.agent.config.YamlNode.Position;
import dev.baro.core.config.Problem;
import dev.baro.core.model.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What no single value can tell: VIPs that get in each other's way, or in the server's.
final class CrossCheck {
    private CrossCheck() {}

    /// @param at where the VIP stands in the file
    record PlacedVip(ServedVip vip, Position at) {}

    /// @param config holds the same VIPs, without their places
    static List<Problem> problems(AgentConfig config, List<PlacedVip> vips) {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < vips.size(); i++) {
            PlacedVip placed = vips.get(i);
            vips.subList(0, i).forEach(earlier -> problems.addAll(against(earlier, placed)));
            problems.addAll(againstServer(config, placed));
        }
        return List.copyOf(problems);
    }

    private static List<Problem> against(PlacedVip earlier, PlacedVip later) {
        if (earlier.vip() instanceof ServedVip.Marked one && later.vip() instanceof ServedVip.Marked other) {
            return against(one, earlier, other, later);
        }
        return earlier.vip().equals(later.vip())
                ? List.of(error(
                        later,
                        later.vip().address() + " with method "
                                + later.vip().method().word() + " is listed twice" + line(earlier),
                        "keep one of them"))
                : List.of();
    }

    private static List<Problem> against(
            ServedVip.Marked one, PlacedVip earlier, ServedVip.Marked other, PlacedVip later) {
        if (one.isV4() != other.isV4() || !one.dscp().equals(other.dscp())) {
            return List.of();
        }
        if (one.address().equals(other.address())) {
            return List.of(error(
                    later,
                    one.address() + " with dscp " + one.dscp().codePoint() + " is listed twice" + line(earlier),
                    "put all its ports into one entry"));
        }
        return List.of(error(
                later,
                "dscp %d is given to both %s%s and %s"
                        .formatted(one.dscp().codePoint(), one.address(), line(earlier), other.address()),
                "on one server a dscp names one VIP of each family: change it here and on the balancer"));
    }

    private static List<Problem> againstServer(AgentConfig config, PlacedVip placed) {
        IpAddress vip = placed.vip().address();
        Stream<Problem> own = config.addresses().contains(vip)
                ? Stream.of(error(
                        placed,
                        vip + " is the VIP and one of the server's own addresses",
                        "the own address is where the balancer sends to; the VIP is what clients use"))
                : Stream.empty();
        boolean allowed = config.allow().isEmpty() || config.allow().stream().anyMatch(p -> p.contains(vip));
        Stream<Problem> outside = allowed
                ? Stream.empty()
                : Stream.of(error(
                        placed,
                        vip + " lies outside of what this server allows",
                        "allowed: "
                                + config.allow().stream().map(Object::toString).collect(Collectors.joining(", "))));
        Stream<Problem> open = placed.vip() instanceof ServedVip.Marked marked
                        && marked.ports().isEmpty()
                ? Stream.of(Problem.warning(
                        placed.at().line(),
                        placed.at().column(),
                        "dscp " + marked.dscp().codePoint() + " sends every port to " + vip,
                        "name the ports, or SSH and others that use this dscp on their own will hang"))
                : Stream.empty();
        return Stream.of(own, outside, open).flatMap(s -> s).toList();
    }

    private static Problem error(PlacedVip placed, String what, String mend) {
        return Problem.error(placed.at().line(), placed.at().column(), what, mend);
    }

    private static String line(PlacedVip placed) {
        return placed.at().equals(Position.NONE) ? "" : " (line " + placed.at().line() + ")";
    }
}
