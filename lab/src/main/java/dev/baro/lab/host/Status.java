// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.host;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The parts of `baro status -o json` that the proofs need.
///
/// @param revision the revision of the configuration that is in force in the kernel
/// @param outcomes the packets by outcome
/// @param plan     the plan in the order in which it is printed, without counters
public record Status(int revision, List<String> interfaceModes, Map<String, Long> outcomes, List<Planned> plan) {
    private static final JsonMapper JSON = new JsonMapper();

    public Status {
        interfaceModes = List.copyOf(interfaceModes);
        outcomes = Map.copyOf(outcomes);
        plan = List.copyOf(plan);
    }

    /// One real server of one VIP: its identity and the operator's settings.
    ///
    /// @param ports the VIP's ports, each with the number of real servers that serve it
    public record Planned(
            String vip, int dscp, List<String> ports, String server, String address, String state, int weight) {
        public Planned {
            ports = List.copyOf(ports);
        }
    }

    public static Status parse(String json) {
        JsonNode root = JSON.readTree(json);
        Map<String, Long> outcomes = new HashMap<>();
        root.path("outcomes")
                .properties()
                .forEach(outcome ->
                        outcomes.put(outcome.getKey(), outcome.getValue().asLong()));
        List<String> modes = new ArrayList<>();
        root.path("interfaces").forEach(item -> modes.add(item.path("mode").asString()));
        List<Planned> plan = new ArrayList<>();
        root.path("vips").forEach(vip -> vip.path("servers").forEach(server -> plan.add(planned(vip, server))));
        return new Status(root.path("config").path("applied").asInt(), modes, outcomes, plan);
    }

    public boolean serves(String vip) {
        return plan.stream().anyMatch(planned -> planned.vip().equals(vip));
    }

    public long verdict(String word) {
        return outcomes.getOrDefault(word, 0L);
    }

    private static Planned planned(JsonNode vip, JsonNode server) {
        List<String> ports = new ArrayList<>();
        vip.path("ports")
                .forEach(port -> ports.add(port.path("port").asInt() + " "
                        + port.path("protocol").asString() + " "
                        + port.path("members").asInt()));
        return new Planned(
                vip.path("address").asString(),
                vip.path("dscp").asInt(),
                ports,
                server.path("name").asString(),
                server.path("address").asString(),
                server.path("state").asString(),
                server.path("weight").asInt());
    }
}
