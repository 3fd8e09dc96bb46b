// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import dev.baro.lab.network.Command;
import dev.baro.lab.network.Names;
import dev.baro.lab.network.Namespace;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A balancer, two routers and a server in a row of namespaces: 10.98.1.0/24, 10.98.2.0/24 and 10.98.3.0/24 from
/// left to right, 2001:db8:98:1::/64 and so on beside them; `.1` is the left end of each, `.2` the right one.
final class MarkPath implements AutoCloseable {
    private static final List<String> HOSTS = List.of("lb", "r1", "r2", "server");
    private static final Names NAMES = new Names("baromark-");

    MarkPath() {
        close();
        HOSTS.forEach(
                host -> Command.of("ip", "netns", "add", namespace(host).name()).succeed());
        for (int left = 0; left + 1 < HOSTS.size(); left++) {
            Command.of(
                            "ip",
                            "link",
                            "add",
                            "right",
                            "netns",
                            of(left).name(),
                            "type",
                            "veth",
                            "peer",
                            "name",
                            "left",
                            "netns",
                            of(left + 1).name())
                    .succeed();
        }
        for (int place = 0; place < HOSTS.size(); place++) {
            of(place).command("sh", "-e").withInput(setUp(place)).succeed();
        }
    }

    Namespace balancer() {
        return of(0);
    }

    /// Has a router re-mark what goes to the server, as it comes in.
    ///
    /// @param router `r1` or `r2`
    /// @param after  0..63 to 0..63
    void reMark(String router, IntUnaryOperator after) {
        String rules = IntStream.rangeClosed(0, 63)
                .filter(dscp -> after.applyAsInt(dscp) != dscp)
                .mapToObj(dscp ->
                        "iif left ip dscp %d ip dscp set %d accept%niif left ip6 dscp %d ip6 dscp set %d accept%n"
                                .formatted(dscp, after.applyAsInt(dscp), dscp, after.applyAsInt(dscp)))
                .collect(Collectors.joining());
        nft(router, "type filter hook prerouting priority mangle;\n" + rules);
    }

    void nft(String host, String chain) {
        namespace(host)
                .command("nft", "-f", "-")
                .withInput("table inet marks {\nchain c {\n" + chain + "\n}\n}\n")
                .succeed();
    }

    void healed() {
        HOSTS.forEach(host -> namespace(host).command("nft", "flush", "ruleset").succeed());
    }

    @Override
    public void close() {
        HOSTS.stream()
                .map(MarkPath::namespace)
                .filter(Namespace::exists)
                .forEach(namespace ->
                        Command.of("ip", "netns", "delete", namespace.name()).succeed());
    }

    private static Namespace namespace(String host) {
        return NAMES.namespace(host);
    }

    private static Namespace of(int place) {
        return namespace(HOSTS.get(place));
    }

    /// The host at this place has the networks numbered `place` on its left and `place + 1` on its right. Routers
    /// answer as often as they are asked, or every test would take a minute.
    private static String setUp(int place) {
        StringBuilder script = new StringBuilder("""
                ip link set lo up
                sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv6.conf.default.accept_dad=0
                sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0
                """);
        if (place > 0) {
            script.append(interfaceUp("left", place, 2));
        }
        if (place + 1 < HOSTS.size()) {
            script.append(interfaceUp("right", place + 1, 1));
        }
        for (int network = 1; network < HOSTS.size(); network++) {
            if (network != place && network != place + 1) {
                int by = network > place ? place + 1 : place;
                int host = network > place ? 2 : 1;
                script.append("""
                        ip route add 10.98.%d.0/24 via 10.98.%d.%d
                        ip route add 2001:db8:98:%d::/64 via 2001:db8:98:%d::%d
                        """.formatted(network, by, host, network, by, host));
            }
        }
        return script.toString();
    }

    private static String interfaceUp(String name, int network, int host) {
        return """
                sysctl -qw net.ipv6.conf.%1$s.accept_dad=0
                ip address add 10.98.%2$d.%3$d/24 dev %1$s
                ip address add 2001:db8:98:%2$d::%3$d/64 dev %1$s nodad
                ip link set %1$s up
                """.formatted(name, network, host);
    }
}
