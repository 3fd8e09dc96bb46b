// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.balancers;

import dev.baro.lab.host.Lab;
import dev.baro.lab.network.BalancersTopology;
import dev.baro.lab.proof.Proof;
import java.time.Duration;

/// The three commands of docs/how-to/a-pair-of-balancers.md, run exactly as printed there, create a
/// working pair of balancers.
record PairMade(Cluster cluster, int connections) implements Proof {
    static final String SECOND = "lb-a2";

    @Override
    public String name() {
        return "pair by three commands";
    }

    @Override
    public String expected() {
        return "peer invite, peer join, apply --all: both live; 0 connections failed, packets through both";
    }

    @Override
    public Finding prove(Lab lab) {
        BalancerHost first = cluster.all().getFirst();
        BalancerHost second = cluster.named(SECOND);
        second.startAlone();
        second.startBird();
        Duration reached = cluster.join(first, second);
        String applied = cluster.applyAll(first);
        cluster.awaitAllWays();
        cluster.awaitAgreed();
        Served served = Served.open(lab, cluster, connections, BalancersTopology.client(1));
        boolean live = cluster.members().stream()
                .allMatch(host -> applied.lines()
                        .anyMatch(line -> line.startsWith(host.name() + ": ") && line.endsWith(" live")));
        return new Finding(
                live && served.byAll(),
                "reached " + reached.toMillis() + " ms after join; "
                        + applied.strip().replace("\n", ", ") + "; " + served.text());
    }
}
