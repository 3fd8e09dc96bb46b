// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.packets;

import dev.baro.lab.capture.WirePacket;
import dev.baro.lab.host.Lab;
import dev.baro.lab.host.WebServer;
import dev.baro.lab.network.Namespace;
import dev.baro.lab.network.TestVip;
import dev.baro.lab.network.Topology;
import dev.baro.lab.proof.Proof;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/// Requests to a VIP are answered by its servers in turn, and each packet reaches its server
/// by the VIP's method.
record MethodDelivers(Supplier<PacketsTraffic> traffic, TestVip vip) implements Proof {
    /// A SYN, an ACK with the request, and a FIN: every connection has at least these packets.
    private static final int FEWEST_PACKETS = 3;

    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public String name() {
        return vip.name() + " IPv" + vip.version();
    }

    @Override
    public String expected() {
        return PacketsTraffic.REQUESTS + " requests answered from " + vip.address() + " by "
                + vip.servers().size()
                + " servers evenly; on the last link every packet as its method says, with right checksums";
    }

    @Override
    public Finding prove(Lab lab) {
        Map<String, Long> each = traffic.get().answers().getOrDefault(vip, List.of()).stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        long share = PacketsTraffic.REQUESTS / vip.servers().size();
        boolean even = each.keySet().containsAll(vip.servers())
                && each.values().stream().allMatch(count -> count == share);
        List<WirePacket> answers = PacketsTraffic.of(vip, traffic.get().atClient());
        long fromElsewhere = answers.stream()
                .filter(packet -> !packet.sources().equals(List.of(vip.address())))
                .count();
        Count count = lab.webServers().stream().map(this::count).reduce(new Count(0, 0, 0), Count::plus);

        boolean ok = even
                && !answers.isEmpty()
                && fromElsewhere == 0
                && count.packets() >= FEWEST_PACKETS * PacketsTraffic.REQUESTS
                && count.otherwise() == 0
                && count.invalid() == 0;
        long answered = each.values().stream().mapToLong(Long::longValue).sum();
        return new Finding(
                ok,
                answered + " of " + PacketsTraffic.REQUESTS + " answered, by " + each.size() + " servers "
                        + each.values().stream().sorted().distinct().toList() + " each, " + fromElsewhere + " of "
                        + answers.size() + " packets not from the VIP; " + count.packets() + " packets to servers: "
                        + count.otherwise() + " other than " + form() + ", " + count.invalid() + " with bad checksums");
    }

    private String form() {
        return switch (vip.name()) {
            case "dscp" -> "[own address, DSCP " + vip.dscp() + "]";
            case "ipip" -> "[own address [VIP]]";
            case "mac" -> "[own MAC, VIP]";
            default -> "its server's method";
        };
    }

    private record Count(long packets, long otherwise, long invalid) {
        private Count plus(Count other) {
            return new Count(packets + other.packets, otherwise + other.otherwise, invalid + other.invalid);
        }
    }

    private Count count(WebServer server) {
        List<WirePacket> packets = PacketsTraffic.of(
                vip, traffic.get().atServer().getOrDefault(server.server().name(), List.of()));
        String mac = mac(server.namespace());
        return new Count(
                packets.size(),
                packets.stream()
                        .filter(packet -> !packet.macDestination().equals(mac) || !isRight(packet, server.server()))
                        .count(),
                packets.stream().filter(packet -> !packet.valid()).count());
    }

    private boolean isRight(WirePacket packet, Topology.RealServer server) {
        String own = vip.address(server);
        boolean fromClient = packet.sources().getLast().equals(vip.client());
        return fromClient
                && vip.servers().contains(server.name())
                && switch (TestVip.methodOf(server.name())) {
                    case "dscp" -> packet.destinations().equals(List.of(own)) && packet.dscp() == vip.dscp();
                    case "ipip" ->
                        packet.destinations().equals(List.of(own, vip.address()))
                                && packet.sources().size() == 2;
                    default -> packet.destinations().equals(List.of(vip.address()));
                };
    }

    private static String mac(Namespace namespace) {
        String text = namespace.command("ip", "-j", "link", "show", "eth0").succeed();
        return JSON.readTree(text).path(0).path("address").asString();
    }
}
