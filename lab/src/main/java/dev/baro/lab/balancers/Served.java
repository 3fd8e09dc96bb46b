// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.balancers;

import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Await;
import dev.baro.lab.network.Topology;
import dev.baro.lab.traffic.Connections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// New connections of a client, and the balancers that forwarded their packets.
///
/// @param through the number of packets, by balancer
record Served(Connections connections, Map<String, Long> through) {
    private static final int AT_ONCE = 16;

    /// @param source a client address that is not used for anything else
    static Served open(Lab lab, Cluster cluster, int count, String source) {
        Map<String, Long> before = forwarded(cluster);
        Connections connections = Connections.open(lab, Topology.VIP, count, AT_ONCE, List.of(source));
        Map<String, Long> after = Await.still(() -> forwarded(cluster));
        after.replaceAll((name, packets) -> packets - before.getOrDefault(name, 0L));
        return new Served(connections, after);
    }

    /// The number of clients' packets that each balancer has forwarded so far.
    static Map<String, Long> forwarded(Cluster cluster) {
        Map<String, Long> packets = new TreeMap<>();
        cluster.members().forEach(host -> packets.put(host.name(), host.forwarded()));
        return packets;
    }

    /// Whether each connection was answered and each balancer took part.
    boolean byAll() {
        return connections.failed() == 0 && through.values().stream().allMatch(packets -> packets > 0);
    }

    String text() {
        return connections.failed() + " of " + connections.answers().size() + " connections failed"
                + connections.firstFailure() + ", packets through " + through;
    }
}
