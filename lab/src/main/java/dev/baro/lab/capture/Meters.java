// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.capture;

import dev.baro.lab.network.Namespace;
import dev.baro.lab.network.Topology;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// nftables rules that count packets without changing them, at the client, at the edge and
/// at every real server.
public final class Meters {
    /// Packets of clients to the VIPs, as the client sent them.
    public static final String SENT = "sent";
    /// Packets from a VIP, as the client received them, and how many of them are resets.
    public static final String ANSWERED = "answered";

    public static final String RESETS = "resets";
    /// Packets of clients from the edge to the balancer, and how many of them have the TTL
    /// expected after the edge.
    public static final String TO_BALANCER = "to_balancer";

    public static final String TO_BALANCER_TTL = "to_balancer_ttl_63";
    /// Marked packets from the balancer, and how many of them have a TTL lowered by one.
    public static final String FROM_BALANCER = "from_balancer";

    public static final String FROM_BALANCER_TTL = "from_balancer_ttl_62";
    /// Answers to clients on the balancer's link, in either direction.
    public static final String ANSWERS_AT_BALANCER = "answers_at_balancer";
    /// Packets of clients that arrive at the server's own address with the mark's DSCP.
    public static final String MARKED = "marked";

    private static final JsonMapper JSON = new JsonMapper();

    private Meters() {}

    /// @param packets the packets of every counter of one host
    /// @param bytes   the bytes of every counter of one host, from the IP header on
    public record Reading(Map<String, Long> packets, Map<String, Long> bytes) {
        public Reading {
            packets = Map.copyOf(packets);
            bytes = Map.copyOf(bytes);
        }

        public long packets(String counter) {
            return packets.getOrDefault(counter, 0L);
        }

        public long bytes(String counter) {
            return bytes.getOrDefault(counter, 0L);
        }

        /// Returns the counts since an earlier reading.
        public Reading since(Reading earlier) {
            return new Reading(minus(packets, earlier.packets), minus(bytes, earlier.bytes));
        }

        private static Map<String, Long> minus(Map<String, Long> now, Map<String, Long> before) {
            Map<String, Long> difference = new HashMap<>(now);
            before.forEach((counter, value) -> difference.merge(counter, -value, Long::sum));
            return difference;
        }
    }

    public static void installAtClient(Namespace client) {
        install(
                client,
                List.of(SENT, ANSWERED, RESETS),
                chain("out", "postrouting", List.of("ip daddr @vips counter name " + SENT))
                        + chain(
                                "in",
                                "prerouting",
                                List.of(
                                        "ip saddr @vips counter name " + ANSWERED,
                                        "ip saddr @vips tcp flags & rst == rst counter name " + RESETS)));
    }

    public static void installAtEdge(Namespace edge) {
        String out = "oifname \"" + Topology.EDGE_TO_BALANCER + "\" ";
        String in = "iifname \"" + Topology.EDGE_TO_BALANCER + "\" ";
        String request = "ip saddr " + Topology.CLIENT_NETWORK + " ip daddr @vips ";
        String forwarded = "ip saddr " + Topology.CLIENT_NETWORK + " ip dscp " + Topology.DSCP + " ";
        String answer = "ip saddr @vips ip daddr " + Topology.CLIENT_NETWORK + " counter name " + ANSWERS_AT_BALANCER;
        install(
                edge,
                List.of(TO_BALANCER, TO_BALANCER_TTL, FROM_BALANCER, FROM_BALANCER_TTL, ANSWERS_AT_BALANCER),
                chain(
                                "out",
                                "postrouting",
                                List.of(
                                        out + request + "counter name " + TO_BALANCER,
                                        out + request + "ip ttl 63 counter name " + TO_BALANCER_TTL,
                                        out + answer))
                        + chain(
                                "in",
                                "prerouting",
                                List.of(
                                        in + forwarded + "counter name " + FROM_BALANCER,
                                        in + forwarded + "ip ttl 62 counter name " + FROM_BALANCER_TTL,
                                        in + answer)));
    }

    public static void installAtServer(Namespace namespace, String address) {
        String rule = "ip saddr " + Topology.CLIENT_NETWORK + " ip daddr " + address + " ip dscp " + Topology.DSCP
                + " counter name " + MARKED;
        install(namespace, List.of(MARKED), chain("in", "prerouting", List.of(rule)));
    }

    public static Reading read(Namespace namespace) {
        String text = namespace
                .command("nft", "-j", "list", "counters", "table", "ip", "lab")
                .succeed();
        Map<String, Long> packets = new HashMap<>();
        Map<String, Long> bytes = new HashMap<>();
        for (JsonNode item : JSON.readTree(text).path("nftables")) {
            JsonNode counter = item.path("counter");
            if (counter.isObject()) {
                packets.put(
                        counter.path("name").asString(), counter.path("packets").asLong());
                bytes.put(counter.path("name").asString(), counter.path("bytes").asLong());
            }
        }
        return new Reading(packets, bytes);
    }

    private static void install(Namespace namespace, List<String> counters, String chains) {
        StringBuilder rules = new StringBuilder("table ip lab {\n");
        rules.append(
                "set vips { type ipv4_addr; elements = { %s, %s } }\n".formatted(Topology.VIP, Topology.SECOND_VIP));
        counters.forEach(counter -> rules.append("counter ").append(counter).append(" { packets 0 bytes 0 }\n"));
        namespace.command("nft", "-f", "-").withInput(rules + chains + "}\n").succeed();
    }

    /// A chain that comes before every rule that could change an incoming packet, or after every rule that
    /// could change an outgoing one.
    private static String chain(String name, String hook, List<String> rules) {
        String priority = hook.equals("prerouting") ? "-400" : "400";
        return "chain %s { type filter hook %s priority %s; policy accept;\n%s\n}\n"
                .formatted(name, hook, priority, String.join("\n", rules));
    }
}
