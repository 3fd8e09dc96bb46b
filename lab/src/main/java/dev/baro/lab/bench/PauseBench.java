// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import dev.baro.dataplane.bpf.BpfFs;
import dev.baro.dataplane.bpf.XdpLink;
import dev.baro.dataplane.forward.Forwarder;
import dev.baro.dataplane.forward.SessionCensus;
import dev.baro.lab.network.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Measures the longest pauses between frames, with and without the sweep of a large session table on the
/// receiving core. Uses least connections, because each flow then has an entry. The network namespace must be
/// set up as for [LiveBench].
final class PauseBench implements AutoCloseable {
    private static final String PEER = "baro";
    /// The number of frames in about half a second: after longer bursts, the kernel gives the core
    /// to other processes (Documentation/scheduler/sched-rt-group.rst).
    private static final int FRAMES = 1_000_000;

    /// The rounds begin at different offsets within a second, so that one of them includes any work that is
    /// done once a second.
    private static final int TIMES = 6;
    private static final long BETWEEN_NS = 300_000_000;
    /// The pause before a measurement; otherwise the kernel would also count earlier work of this process.
    private static final long BEFORE_NS = 1_200_000_000;

    private static final double DELIVERED = 0.99;
    private static final int PASS = 2;

    private final Drive drive = Drive.load(0);
    private final String instance;
    private final int sessions;
    private final List<Double> without = new ArrayList<>();
    private final List<Double> with = new ArrayList<>();
    private final List<Double> pieces = new ArrayList<>();
    private final List<Double> works = new ArrayList<>();

    private PauseBench(BenchRun run) {
        instance = tableOf(run.instance());
        sessions = run.quick() ? PacketScenarios.MILLION : PacketScenarios.TEN_MILLION;
    }

    static PauseResults run(BenchRun run) {
        try (PauseBench bench = new PauseBench(run)) {
            bench.takeFrames(run.instance());
            for (int round = 0; round < run.rounds(); round++) {
                bench.round(round % 2 == 0);
            }
            return bench.results();
        }
    }

    /// The instances that this bench pins in addition to the forwarding instance.
    static List<String> instances(String instance) {
        return List.of(tableOf(instance), sinkOf(instance));
    }

    @Override
    public void close() {
        drive.close();
    }

    private static String tableOf(String instance) {
        return instance + "-table";
    }

    private static String sinkOf(String instance) {
        return instance + "-sink";
    }

    /// Replaces the sink, which only drops frames, with a program that measures pauses.
    private void takeFrames(String instance) {
        Command.of("ip", "link", "set", "dev", PEER, "xdpdrv", "off").succeed();
        XdpLink.attach(drive.taker(), PEER, Machine.ifindex(PEER), BpfFs.makeDirectory(sinkOf(instance)));
    }

    private void round(boolean withoutFirst) {
        if (withoutFirst) {
            without.add(longestPauseUs());
        }
        with.add(longestPauseUsWithSweep());
        if (!withoutFirst) {
            without.add(longestPauseUs());
        }
    }

    private double longestPauseUsWithSweep() {
        Forwarder.Options options = new Forwarder.Options(instance, List.of(), sessions, List.of());
        try (Forwarder forwarder = Forwarder.open(options)) {
            forwarder.apply(BenchPlan.plan());
            Traffic flows = Traffic.tcp(BenchPlan.VIP4, Traffic.ACK, sessions)
                    .to(Scheduling.LEAST_CONNECTIONS.port())
                    .eachFlowOnce(Traffic.Kind.TCP, Traffic.SYN);
            drive.packets(flows);
            drive.nsPerPacket(forwarder.program(), sessions, PASS);
            double us = longestPauseUs();
            SessionCensus census = forwarder.sessions();
            pieces.add(census.longestPieceNs() / 1e3);
            works.add(census.longestWorkNs() / 1e3);
            return us;
        } finally {
            Forwarder.remove(instance);
        }
    }

    private double longestPauseUs() {
        drive.packets(Traffic.tcp(BenchPlan.VIP4, Traffic.ACK, PacketScenarios.THOUSAND)
                .to(Scheduling.MAGLEV.port()));
        LockSupport.parkNanos(BEFORE_NS);
        long longest = 0;
        for (int i = 0; i < TIMES; i++) {
            Drive.Taken taken = drive.taken(Machine.ifindex(PEER), FRAMES);
            if (taken.frames() < DELIVERED * FRAMES) {
                throw new IllegalStateException("%d of %d frames came back".formatted(taken.frames(), FRAMES));
            }
            longest = Math.max(longest, taken.longestPauseNs());
            LockSupport.parkNanos(BETWEEN_NS);
        }
        return longest / 1e3;
    }

    private PauseResults results() {
        return new PauseResults(
                with.size(),
                sessions,
                Spread.of(without),
                Spread.of(with),
                Spread.net(with, without),
                Spread.of(pieces),
                Spread.of(works));
    }
}
