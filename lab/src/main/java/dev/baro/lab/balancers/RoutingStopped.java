// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.balancers;

import dev.baro.lab.host.Lab;
import dev.baro.lab.network.BalancersTopology;
import dev.baro.lab.network.Lag;
import dev.baro.lab.network.Topology;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.traffic.Outage;
import java.time.Duration;
import java.util.List;

/// BIRD stops on one balancer: the router removes its route to the balancer, and learns the route again when
/// BIRD is back. The routes in the balancer's kernel stay.
record RoutingStopped(Cluster cluster, String victim) implements Proof {
    private static final Duration BACK_WITHIN = Duration.ofSeconds(1);
    private static final Duration DIALLING = Duration.ofSeconds(4);

    @Override
    public String name() {
        return "routing daemon stopped";
    }

    @Override
    public String expected() {
        return "BIRD of " + victim + " ends: the router sends to the others, new connections are answered within "
                + BACK_WITHIN.toMillis() + " ms; baro route list says announced, to ?";
    }

    @Override
    public Finding prove(Lab lab) {
        BalancerHost host = cluster.named(victim);
        List<String> others = cluster.members().stream()
                .map(BalancerHost::name)
                .filter(each -> !each.equals(victim))
                .toList();
        Outage outage;
        String list;
        try {
            outage = Outage.during(lab, Topology.VIP, BalancersTopology.client(9), DIALLING, host::stopBird);
            cluster.awaitWays(others);
            list = host.cli("route", "list").run().output();
        } finally {
            host.startBird();
        }
        cluster.awaitAllWays();
        boolean shown = list.matches("(?s).*store +\\S+ +announced +\\? .*");
        return new Finding(
                Lag.isWithin(BACK_WITHIN, outage.duration()) && shown,
                outage.text() + "; meanwhile the router sent to " + others + ", baro route list: "
                        + (shown ? "announced, to ?" : list.strip()) + "; it sends to all again");
    }
}
