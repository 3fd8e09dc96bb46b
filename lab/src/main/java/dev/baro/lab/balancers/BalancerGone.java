// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.balancers;

import dev.baro.lab.host.Lab;
import dev.baro.lab.network.BalancersTopology;
import dev.baro.lab.network.Lag;
import dev.baro.lab.network.Topology;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.traffic.HoldAccount;
import dev.baro.lab.traffic.Holding;
import dev.baro.lab.traffic.Outage;
import java.time.Duration;
import java.util.List;

/// A balancer disappears silently. BFD notifies the router; connections continue through the other balancers,
/// on the same servers.
///
/// @param name   the proof's name
/// @param kind   the kind of fault
/// @param victim the balancer that disappears
/// @param held   the connections that are kept open
/// @param client the number of a client address; the next address is used as well
record BalancerGone(Cluster cluster, Faults faults, String name, Faults.Kind kind, String victim, int held, int client)
        implements Proof {
    private static final Duration BACK_WITHIN = Duration.ofSeconds(1);
    private static final Duration DIALLING = Duration.ofSeconds(6);

    @Override
    public String expected() {
        return kind.word() + " " + victim + ": new connections are answered again within " + BACK_WITHIN.toMillis()
                + " ms; 0 of " + held + " held connections broken, 0 moved, also after its return";
    }

    @Override
    public Finding prove(Lab lab) {
        List<String> others = cluster.members().stream()
                .map(BalancerHost::name)
                .filter(each -> !each.equals(victim))
                .toList();
        try (Holding holding = Holding.start(lab, Topology.VIP, held, BalancersTopology.client(client))) {
            Outage outage;
            HoldAccount without;
            try {
                outage = Outage.during(
                        lab,
                        Topology.VIP,
                        BalancersTopology.client(client + 1),
                        DIALLING,
                        () -> faults.cause(kind, victim));
                cluster.awaitWays(others);
                without = holding.settled();
            } finally {
                faults.heal(cluster.named(victim));
            }
            cluster.awaitAllWays();
            HoldAccount back = holding.settled();
            cluster.awaitAgreed();
            boolean ok = Lag.isWithin(BACK_WITHIN, outage.duration())
                    && without.untouched()
                    && back.untouched()
                    && back.all().open() == held;
            return new Finding(ok, outage.text() + "; " + without.text() + "; when it was back: " + back.text());
        }
    }
}
