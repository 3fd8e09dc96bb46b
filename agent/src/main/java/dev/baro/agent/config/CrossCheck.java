// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.config;

import dev.baro.core.config.Position;
import dev.baro.core.config.Problem;
import dev.baro.core.model.IpAddress;
import dev.baro.core.yaml.Placed;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Checks that involve several values: VIPs that conflict with each other or with the server.
final class CrossCheck {
    private CrossCheck() {}

    /// @param config the configuration with the same VIPs, without their positions
    /// @param vips   the VIPs with their positions in the file
    static List<Problem> problems(AgentConfig config, List<Placed<ServedVip>> vips) {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < vips.size(); i++) {
            Placed<ServedVip> placed = vips.get(i);
            vips.subList(0, i).forEach(earlier -> problems.addAll(against(earlier, placed)));
            problems.addAll(againstServer(config, placed));
        }
        return List.copyOf(problems);
    }

    private static List<Problem> against(Placed<ServedVip> earlier, Placed<ServedVip> later) {
        if (earlier.value() instanceof ServedVip.Marked one && later.value() instanceof ServedVip.Marked other) {
            return against(one, earlier, other, later);
        }
        return earlier.value().equals(later.value())
                ? List.of(later.error(
                        later.value().address() + " with method "
                                + later.value().method().word() + " is listed twice" + line(earlier),
                        "keep one of them"))
                : List.of();
    }

    private static List<Problem> against(
            ServedVip.Marked one, Placed<ServedVip> earlier, ServedVip.Marked other, Placed<ServedVip> later) {
        if (one.isV4() != other.isV4() || !one.dscp().equals(other.dscp())) {
            return List.of();
        }
        if (one.address().equals(other.address())) {
            return List.of(later.error(
                    one.address() + " with dscp " + one.dscp().codePoint() + " is listed twice" + line(earlier),
                    "put all its ports into one entry"));
        }
        return List.of(later.error(
                "dscp %d is given to both %s%s and %s"
                        .formatted(one.dscp().codePoint(), one.address(), line(earlier), other.address()),
                "on a server, a dscp can identify only one VIP of each family: change it here and on the balancer"));
    }

    private static List<Problem> againstServer(AgentConfig config, Placed<ServedVip> placed) {
        IpAddress vip = placed.value().address();
        Stream<Problem> own = config.addresses().contains(vip)
                ? Stream.of(placed.error(
                        vip + " is both the VIP and one of the server's own addresses",
                        "the balancer sends to the server's own address; clients use the VIP"))
                : Stream.empty();
        boolean allowed = config.allow().isEmpty() || config.allow().stream().anyMatch(p -> p.contains(vip));
        Stream<Problem> outside = allowed
                ? Stream.empty()
                : Stream.of(placed.error(
                        vip + " is outside of the prefixes that this server allows",
                        "allowed: "
                                + config.allow().stream().map(Object::toString).collect(Collectors.joining(", "))));
        Stream<Problem> open = placed.value() instanceof ServedVip.Marked marked
                        && marked.ports().isEmpty()
                ? Stream.of(placed.warning(
                        "dscp " + marked.dscp().codePoint() + " sends every port to " + vip,
                        "list the ports; otherwise SSH and other programs that use this dscp themselves will hang"))
                : Stream.empty();
        return Stream.of(own, outside, open).flatMap(s -> s).toList();
    }

    private static String line(Placed<ServedVip> placed) {
        return placed.at().equals(Position.NOWHERE)
                ? ""
                : " (line " + placed.at().line() + ")";
    }
}
