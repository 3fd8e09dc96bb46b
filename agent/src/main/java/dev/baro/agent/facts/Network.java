// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.facts;

import dev.baro.agent.host.Commands;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import dev.baro.core.model.IpAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Interfaces, addresses, default routes and neighbours, from `ip -j`.
///
/// @param defaults   the default routes, the preferred one first, one entry for each next hop
/// @param neighbours the neighbours of all interfaces
public record Network(List<Link> links, List<Address> addresses, List<Route> defaults, List<Neighbour> neighbours) {
    private static final JsonMapper JSON = new JsonMapper();

    public Network {
        links = List.copyOf(links);
        addresses = List.copyOf(addresses);
        defaults = List.copyOf(defaults);
        neighbours = List.copyOf(neighbours);
    }

    /// @param quiet  whether the interface does not answer ARP: the loopback, or a dummy interface
    /// @param mtu    bytes
    /// @param xdp    whether an XDP program is attached
    /// @param merges whether the network card merges received packets: large receive offload
    public record Link(
            String name,
            boolean up,
            boolean loopback,
            boolean quiet,
            boolean ethernet,
            int mtu,
            boolean xdp,
            boolean merges) {}

    /// @param length the prefix length, 0..32 or 0..128
    public record Address(IpAddress ip, int length, String device) {
        public String prefix() {
            return ip + "/" + length;
        }

        public boolean isHost() {
            return length == (ip.isV4() ? 32 : 128);
        }
    }

    /// @param gateway the gateway; empty if the destinations are on the same link
    public record Route(boolean v4, String gateway, String device) {}

    /// @param permanent whether it is a static entry, which is never probed again
    /// @param failed    whether the neighbour does not answer
    public record Neighbour(String address, String device, boolean permanent, boolean failed) {}

    public static Network read(Commands commands) {
        JsonNode interfaces = json(commands, "ip", "-j", "-d", "address", "show");
        List<Link> links = new ArrayList<>();
        List<Address> addresses = new ArrayList<>();
        for (JsonNode each : interfaces) {
            links.add(link(each, commands));
            for (JsonNode info : each.path("addr_info")) {
                addresses.add(new Address(
                        IpAddress.parse(text(info, "local")),
                        info.path("prefixlen").asInt(0),
                        text(each, "ifname")));
            }
        }
        List<Route> defaults =
                new ArrayList<>(routes(json(commands, "ip", "-j", "-4", "route", "show", "default"), true));
        defaults.addAll(routes(json(commands, "ip", "-j", "-6", "route", "show", "default"), false));
        return new Network(links, addresses, defaults, neighbours(json(commands, "ip", "-j", "neighbour", "show")));
    }

    public Optional<Link> link(String name) {
        return links.stream().filter(l -> l.name().equals(name)).findFirst();
    }

    public boolean isQuiet(String device) {
        return link(device).map(Link::quiet).orElse(false);
    }

    public List<Route> defaults(boolean v4) {
        return defaults.stream().filter(r -> r.v4() == v4).toList();
    }

    private static Link link(JsonNode json, Commands commands) {
        Set<String> flags = new HashSet<>();
        json.path("flags").forEach(f -> flags.add(f.asString("")));
        String name = text(json, "ifname");
        boolean ethernet = text(json, "link_type").equals("ether");
        boolean loopback = flags.contains("LOOPBACK");
        return new Link(
                name,
                flags.contains("UP"),
                loopback,
                loopback || flags.contains("NOARP"),
                ethernet,
                json.path("mtu").asInt(0),
                json.has("xdp"),
                ethernet && mergesReceived(commands, name));
    }

    private static boolean mergesReceived(Commands commands, String device) {
        try {
            return commands.run("ethtool", "-k", device).contains("large-receive-offload: on");
        } catch (OperatorException e) {
            // Either ethtool is not installed or the device has no offloads, so there is nothing to report.
            return false;
        }
    }

    /// `ip route` lists routes by metric, so the first one is in use.
    private static List<Route> routes(JsonNode json, boolean v4) {
        JsonNode best = json.path(0);
        JsonNode hops = best.path("nexthops");
        if (hops.isMissingNode()) {
            return best.isMissingNode() ? List.of() : List.of(route(best, v4));
        }
        return hops.valueStream().map(hop -> route(hop, v4)).toList();
    }

    private static Route route(JsonNode hop, boolean v4) {
        String gateway = hop.has("via") ? text(hop.path("via"), "host") : text(hop, "gateway");
        return new Route(v4, gateway, text(hop, "dev"));
    }

    private static List<Neighbour> neighbours(JsonNode json) {
        List<Neighbour> neighbours = new ArrayList<>();
        for (JsonNode each : json) {
            Set<String> states = new HashSet<>();
            each.path("state").forEach(s -> states.add(s.asString("")));
            neighbours.add(new Neighbour(
                    text(each, "dst"), text(each, "dev"), states.contains("PERMANENT"), states.contains("FAILED")));
        }
        return neighbours;
    }

    private static JsonNode json(Commands commands, String... command) {
        try {
            return JSON.readTree(commands.run(command));
        } catch (JacksonException e) {
            throw new OperatorException(
                    ExitCode.FAILED, String.join(" ", command) + " printed no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static String text(JsonNode json, String key) {
        return json.path(key).asString("");
    }
}
