// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.balancers;

import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Pause;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.traffic.SteadyLoad;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Under load, an operator withdraws balancers and announces them again.
///
/// @param name   the proof's name
/// @param leaves the balancers that are withdrawn
record Withdrawn(Cluster cluster, String name, List<String> leaves) implements Proof {
    private static final Duration ALONE = Duration.ofSeconds(2);

    @Override
    public String expected() {
        return "the route of " + leaves
                + " withdrawn and announced again under load: 0 packets lost, 0 retransmitted, 0"
                + " resets, 0 of 12 connections moved; none through them meanwhile";
    }

    @Override
    public Finding prove(Lab lab) {
        List<String> others = cluster.members().stream()
                .map(BalancerHost::name)
                .filter(each -> !leaves.contains(each))
                .toList();
        long[] through = new long[1];
        SteadyLoad.Account account = SteadyLoad.during(lab, () -> {
            leaves.forEach(each -> cluster.named(each).cli("route", "withdraw").succeed());
            try {
                cluster.awaitWays(others);
                long before = throughThem();
                Pause.of(ALONE);
                through[0] = throughThem() - before;
            } finally {
                leaves.forEach(
                        each -> cluster.named(each).cli("route", "announce").succeed());
            }
            cluster.awaitAllWays();
        });
        return new Finding(
                account.nothingLostOrMoved() && through[0] == 0,
                "withdrawn and announced again: " + account.text() + "; " + through[0] + " packets through " + leaves
                        + " meanwhile");
    }

    private long throughThem() {
        Map<String, Long> packets = Served.forwarded(cluster);
        return leaves.stream().mapToLong(packets::get).sum();
    }
}
