// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.balancers;

import dev.baro.lab.host.Lab;
import dev.baro.lab.network.BalancersTopology;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.traffic.SteadyLoad;

/// Two balancers are added in the second data centre while clients are served. Flows that the router moves
/// to these balancers continue.
record BalancerAdded(Cluster cluster, Faults faults, int connections) implements Proof {
    @Override
    public String name() {
        return "two balancers added";
    }

    @Override
    public String expected() {
        return "lb-b1 and lb-b2 join under load: 0 packets lost, 0 retransmitted, 0 resets, 0 of 12 connections moved; then"
                + " packets through all four";
    }

    @Override
    public Finding prove(Lab lab) {
        SteadyLoad.Account account = SteadyLoad.during(lab, () -> {
            faults.addBalancer(cluster.named("lb-b1"));
            faults.addBalancer(cluster.named("lb-b2"));
        });
        cluster.awaitAgreed();
        Served served = Served.open(lab, cluster, connections, BalancersTopology.client(2));
        return new Finding(
                account.nothingLostOrMoved() && served.byAll(),
                "lb-b1 and lb-b2 added: " + account.text() + "; then " + served.text());
    }
}
