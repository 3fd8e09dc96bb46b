// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.balancers;

import dev.baro.core.history.Revision;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Await;
import dev.baro.lab.network.BalancersTopology;
import dev.baro.lab.network.Command;
import dev.baro.lab.network.Namespace;
import dev.baro.lab.network.Pause;
import dev.baro.lab.proof.Proof;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The data centres cannot reach each other for a while, and the configuration of one of them changes during
/// that time. Both data centres serve clients. Afterwards, the balancers report how they differ, and the
/// configuration that an operator chooses is applied to all.
record Partitioned(Cluster cluster, Faults faults, int connections, Duration time) implements Proof {
    private static final String HERE = "lb-a1";
    private static final String THERE = "lb-b1";
    private static final String SPARE = "  web-spare: {address: 10.10.10.9, data-centre: idc-a}\n";
    private static final String BLIND = "lab_blind";
    /// The exit code of `baro apply --all --reachable` if a balancer was left out.
    private static final int INCOMPLETE = 6;

    @Override
    public String name() {
        return "partition healed";
    }

    @Override
    public String expected() {
        return "idc-a and idc-b apart for " + time.toSeconds()
                + " s: both serve, 0 connections failed; healed: each names the"
                + " other's configuration, no revision is lost; verdicts that differ are named; agreed in the end";
    }

    @Override
    public Finding prove(Lab lab) {
        BalancerHost here = cluster.named(HERE);
        BalancerHost there = cluster.named(THERE);
        long beganNs = System.nanoTime();
        Served served;
        int exitCode;
        List<Integer> before;
        faults.partition();
        try {
            Await.until(
                    "the other side is not silent",
                    () -> here.sees(THERE, "silent") && there.sees(HERE, "silent"),
                    cluster::inWords);
            exitCode = changeHere(here).exitCode();
            before = revisions();
            served = Served.open(lab, cluster, connections, BalancersTopology.client(10));
            Pause.of(time.minus(Duration.ofNanos(Math.min(System.nanoTime() - beganNs, time.toNanos()))));
        } finally {
            faults.endPartition();
        }
        String named = awaitDifference(here, THERE + " runs another configuration") + " | "
                + awaitDifference(there, HERE + " runs another configuration");
        boolean kept = revisions().equals(before);
        String _ = cluster.applyAll(there);
        cluster.awaitAgreed();
        String verdict = verdictThatDiffers(here);
        cluster.awaitAgreed();
        return new Finding(
                served.byAll() && exitCode == INCOMPLETE && kept,
                served.text() + "; apply --all --reachable: exit " + exitCode + "; healed: " + named + "; revisions "
                        + before + (kept ? " kept" : " became " + revisions()) + "; then: " + verdict);
    }

    private Command.Outcome changeHere(BalancerHost here) {
        Path file = cluster.write(
                "changed.yaml", cluster.configuration().replace("\nhealth-defaults:", SPARE + "\nhealth-defaults:"));
        return here.cli("apply", "--all", "--reachable", file.toString()).run();
    }

    /// The number of revisions on each balancer.
    private List<Integer> revisions() {
        return cluster.members().stream()
                .map(host -> host.history().revisions())
                .map(list -> list.stream()
                        .map(Revision::number)
                        .max(Integer::compare)
                        .orElse(0))
                .toList();
    }

    /// A real server that the balancers of one data centre cannot reach is down, and shown as down, only there.
    private String verdictThatDiffers(BalancerHost here) {
        Namespace edge = cluster.edge();
        edge.command("nft", "-f", "-")
                .withInput("""
                        table inet %s {
                          chain c {
                            type filter hook forward priority 0
                            ip saddr %s0/24 ip daddr 10.10.10.1 drop
                          }
                        }
                        """.formatted(BLIND, cluster.named(THERE).balancer().network()))
                .succeed();
        try {
            return awaitDifference(here, THERE + " sees web-a01 down, " + HERE + " does not");
        } finally {
            edge.command("nft", "delete", "table", "inet", BLIND).succeed();
        }
    }

    private String awaitDifference(BalancerHost host, String words) {
        Await.until(
                host.name() + " does not show '" + words + "'",
                () -> host.peers().differences().stream().anyMatch(sentence -> sentence.startsWith(words)),
                cluster::inWords);
        return host.name() + " says: " + words;
    }
}
