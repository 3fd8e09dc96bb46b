// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.balancers;

import dev.baro.core.peer.PeerList;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Await;
import dev.baro.lab.network.BalancersTopology;
import dev.baro.lab.network.Topology;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.traffic.HoldAccount;
import dev.baro.lab.traffic.Holding;
import java.util.List;

/// A balancer is lost while it has sessions that do not follow the hash. Other balancers continue these
/// sessions, because they have copies. The control shows that connections break without copies.
///
/// @param serving the lines of the VIP's configuration that determine how it is served
/// @param synced  whether the VIP's sessions are copied
/// @param held    the connections that are kept open
record SessionsKept(Cluster cluster, Faults faults, String serving, boolean synced, String victim, int held)
        implements Proof {
    private static final String USUAL = "    scheduler: maglev\n";
    private static final int CLIENT = 7;

    @Override
    public String name() {
        return "sessions kept, " + serving + (synced ? "" : ", not copied");
    }

    @Override
    public String expected() {
        return "kill-balancer " + victim + ": " + (synced ? "0" : "some") + " of " + held
                + " held connections broken or moved" + (synced ? ", also when it is back" : "");
    }

    @Override
    public Finding prove(Lab lab) {
        String lines = "    scheduler: " + serving.replace(", ", "\n    ") + "\n    session-sync: " + synced + "\n";
        String _ = cluster.applyAll(cluster.members().getFirst(), USUAL, lines);
        cluster.awaitAgreed();
        cluster.awaitAllWays();
        try (Holding holding = Holding.start(lab, Topology.VIP, held, BalancersTopology.client(CLIENT))) {
            HoldAccount before = holding.settled();
            if (synced) {
                awaitInStep();
            }
            HoldAccount without = lost(holding);
            cluster.awaitAllWays();
            HoldAccount back = holding.settled();
            boolean ok = before.untouched()
                    && (synced ? back.untouched() && back.all().open() == held : !without.untouched());
            return new Finding(ok, without.text() + "; when it was back: " + back.text() + "; " + lags());
        } finally {
            String _ = cluster.applyAll(cluster.members().getFirst());
            cluster.awaitAgreed();
        }
    }

    private HoldAccount lost(Holding holding) {
        List<String> others = cluster.members().stream()
                .map(BalancerHost::name)
                .filter(each -> !each.equals(victim))
                .toList();
        try {
            faults.cause(Faults.Kind.KILL_BALANCER, victim);
            cluster.awaitWays(others);
            return holding.settled();
        } finally {
            faults.heal(cluster.named(victim));
        }
    }

    private void awaitInStep() {
        Await.until(
                "sessions are not copied",
                () -> cluster.members().stream()
                        .flatMap(host -> host.peers().peers().stream())
                        .allMatch(peer -> peer.sessions().state().equals("in-step")),
                this::lags);
    }

    private String lags() {
        BalancerHost host = cluster.members().getFirst();
        return "lag of " + host.name() + "'s peers "
                + host.peers().peers().stream().map(SessionsKept::lag).toList();
    }

    private static String lag(PeerList.Peer peer) {
        return "%s %s %d ms"
                .formatted(
                        peer.name(),
                        peer.sessions().state(),
                        Math.round(peer.sessions().lagSeconds() * 1_000));
    }
}
