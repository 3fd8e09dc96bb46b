// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.testbed;

import dev.baro.lab.network.Command;
import dev.baro.lab.network.Names;
import dev.baro.lab.network.Namespace;
import java.util.ArrayList;
import java.util.List;

/// The network namespace of the parts that need no live frames: an interface where frames are assumed to arrive,
/// with the real servers behind it.
final class BenchNetwork implements AutoCloseable {
    private static final int NEIGHBOURS = 10;

    private final Namespace namespace;

    BenchNetwork(Names names) {
        namespace = names.namespace("bench");
    }

    Namespace namespace() {
        return namespace;
    }

    void build() {
        close(); // removes leftovers of a killed run
        Command.of("ip", "netns", "add", namespace.name()).succeed();
        namespace
                .command("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")
                .succeed();
        namespace.command("ip", "-batch", "-").withLines(lines()).succeed();
    }

    @Override
    public void close() {
        namespace.remove();
    }

    private static List<String> lines() {
        List<String> lines = new ArrayList<>(List.of(
                "link add bench address 02:00:00:00:00:01 type veth peer name far",
                "link set far up",
                "link set bench up",
                "addr add 198.51.100.254/24 dev bench",
                "addr add 10.64.255.254/16 dev bench",
                "addr add 2001:db8:64::fe/64 dev bench nodad"));
        for (int server = 1; server <= NEIGHBOURS; server++) {
            String neighbour = " lladdr 02:00:00:00:0a:01 dev bench nud permanent";
            lines.add("neigh add 198.51.100." + server + neighbour);
            lines.add("neigh add 10.64.1." + server + neighbour);
            lines.add("neigh add 2001:db8:64::" + server + neighbour);
        }
        return lines;
    }
}
