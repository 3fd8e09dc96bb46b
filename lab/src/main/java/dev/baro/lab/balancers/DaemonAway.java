// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.balancers;

import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Await;
import dev.baro.lab.network.Lag;
import dev.baro.lab.network.Pause;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.traffic.SteadyLoad;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The daemon of one balancer is killed, or stalls, under load: its peers report it, and forwarding continues.
///
/// @param name   the proof's name
/// @param killed whether the daemon is killed with kill -9 and restarted; otherwise it stalls
record DaemonAway(Cluster cluster, String name, String victim, boolean killed) implements Proof {
    /// The time that docs/how-to/a-pair-of-balancers.md promises.
    private static final Duration SILENT_WITHIN = Duration.ofSeconds(4);

    private static final Duration AWAY = Duration.ofSeconds(5);

    @Override
    public String expected() {
        return "its peers see it silent within " + SILENT_WITHIN.toMillis()
                + " ms, and up again when it is back; 0 packets"
                + " lost, 0 retransmitted, 0 resets, 0 of 12 connections moved; the router sends to it all the time";
    }

    @Override
    public Finding prove(Lab lab) {
        BalancerHost host = cluster.named(victim);
        List<Duration> silent = new ArrayList<>();
        List<String> ways = new ArrayList<>();
        SteadyLoad.Account account = SteadyLoad.during(lab, () -> {
            long beganNs = System.nanoTime();
            away(host);
            try {
                Await.until("no peer reports " + victim + " silent", this::isSilent, this::peersInWords);
                silent.add(since(beganNs));
                ways.addAll(cluster.ways());
                Pause.of(AWAY.minus(since(beganNs)));
            } finally {
                back(host);
            }
            cluster.awaitAgreed();
        });
        boolean ok =
                account.nothingLostOrMoved() && Lag.isWithin(SILENT_WITHIN, silent.getFirst()) && ways.contains(victim);
        return new Finding(
                ok,
                (killed ? "kill -9" : "SIGSTOP for " + AWAY.toSeconds() + " s") + ": silent for its peers after "
                        + silent.getFirst().toMillis() + " ms, up again later; the router sent to " + ways + "; "
                        + account.text());
    }

    private void away(BalancerHost host) {
        if (killed) {
            host.killDaemon();
        } else {
            host.freeze();
        }
    }

    private void back(BalancerHost host) {
        if (killed) {
            host.start();
        } else {
            host.thaw();
        }
    }

    private boolean isSilent() {
        long askedNs = System.nanoTime();
        boolean silent = others().allMatch(each -> each.sees(victim, "silent"));
        Lag.took(since(askedNs));
        return silent;
    }

    private String peersInWords() {
        return others().map(each -> each.peers().peers().toString()).toList().toString();
    }

    private Stream<BalancerHost> others() {
        return cluster.members().stream().filter(each -> !each.name().equals(victim));
    }

    private static Duration since(long beganNs) {
        return Duration.ofNanos(System.nanoTime() - beganNs);
    }
}
