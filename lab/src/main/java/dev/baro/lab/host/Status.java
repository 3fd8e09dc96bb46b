// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.host;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `baro status -o json` says, as far as the proofs need it.
///
/// @param revision of the configuration that the kernel holds
/// @param outcomes packets by the way they took out of the program
/// @param servers  in the order printed
public record Status(int revision, List<String> interfaceModes, Map<String, Long> outcomes, List<ServerLine> servers) {
    private static final JsonMapper JSON = new JsonMapper();

    public Status {
        interfaceModes = List.copyOf(interfaceModes);
        outcomes = Map.copyOf(outcomes);
        servers = List.copyOf(servers);
    }

    /// One real server of one port of one VIP: who it is and what the operator wants of it.
    public record Planned(String vip, int dscp, int port, String server, String address, String state, int weight) {}

    /// @param sessionsCreated since the counters were made
    record ServerLine(Planned planned, long sessionsCreated) {}

    static Status parse(String json) {
        JsonNode root = JSON.readTree(json);
        Map<String, Long> outcomes = new HashMap<>();
        root.path("outcomes")
                .properties()
                .forEach(outcome ->
                        outcomes.put(outcome.getKey(), outcome.getValue().asLong()));
        List<String> modes = new ArrayList<>();
        root.path("interfaces").forEach(item -> modes.add(item.path("mode").asString()));
        List<ServerLine> servers = new ArrayList<>();
        root.path("vips")
                .forEach(vip -> vip.path("ports")
                        .forEach(port ->
                                port.path("servers").forEach(server -> servers.add(serverLine(vip, port, server)))));
        return new Status(root.path("config").path("applied").asInt(), modes, outcomes, servers);
    }

    /// The plan without anything counted.
    public List<Planned> plan() {
        return servers.stream().map(ServerLine::planned).toList();
    }

    public boolean serves(String vip) {
        return servers.stream().anyMatch(line -> line.planned().vip().equals(vip));
    }

    public long verdict(String word) {
        return outcomes.getOrDefault(word, 0L);
    }

    private static ServerLine serverLine(JsonNode vip, JsonNode port, JsonNode server) {
        Planned planned = new Planned(
                vip.path("address").asString(),
                vip.path("dscp").asInt(),
                port.path("port").asInt(),
                server.path("name").asString(),
                server.path("address").asString(),
                server.path("state").asString(),
                server.path("weight").asInt());
        return new ServerLine(planned, server.path("sessions_created").asLong());
    }
}
