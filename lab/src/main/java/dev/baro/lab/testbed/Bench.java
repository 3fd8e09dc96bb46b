// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.testbed;

import dev.baro.lab.bench.ConnectionsResults;
import dev.baro.lab.bench.DaemonResults;
import dev.baro.lab.bench.InsideBench;
import dev.baro.lab.bench.ProbeReport;
import dev.baro.lab.host.Launcher;
import dev.baro.lab.network.Background;
import dev.baro.lab.network.Command;
import dev.baro.lab.network.LabException;
import dev.baro.lab.network.Names;
import dev.baro.lab.network.Namespace;
import dev.baro.lab.network.TemporaryDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Builds the environment of each part of the bench, runs it there, and tears it down.
///
/// @param results a folder that keeps one file for each part
/// @param only    restricts the measurements; see [dev.baro.lab.bench.BenchRun]
public record Bench(Names names, Path results, int rounds, boolean quick, String only) {
    private static final int DAEMON_ROUNDS = 3;
    private static final int PROBES_SECONDS = 10;
    private static final int CONNECTIONS_ROUNDS = 7;
    private static final int CONNECTIONS_SECONDS = 2;

    /// The parts of the bench.
    public enum Part {
        PACKETS,
        LIVE,
        PAUSES,
        CONNECTIONS,
        CONTROL;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public void run(Part part) {
        System.out.println("bench " + part.word());
        switch (part) {
            case PACKETS -> packets();
            case LIVE, PAUSES -> live(part);
            case CONNECTIONS -> connections();
            case CONTROL -> control();
        }
    }

    private void packets() {
        try (BenchNetwork network = new BenchNetwork(names)) {
            network.build();
            inside(network.namespace(), Part.PACKETS, true);
        } finally {
            InsideBench.unpin(instance());
        }
    }

    private void live(Part part) {
        try (TemporaryDirectory folder = TemporaryDirectory.temporary();
                LiveNetwork network = new LiveNetwork(names, instance(), folder.path())) {
            network.build();
            inside(network.sender(), part, true);
        } finally {
            // The pins are removed after the network is gone, because a forwarder in the
            // network holds the instance.
            InsideBench.unpin(instance());
        }
    }

    private void connections() {
        try (TemporaryDirectory folder = TemporaryDirectory.temporary();
                ConnectionsNetwork network = new ConnectionsNetwork(names, instance(), folder.path())) {
            network.build();
            ConnectionsResults measured = new ConnectionsBench(network, quick ? 1 : CONNECTIONS_SECONDS)
                    .run(Math.min(rounds, quick ? 1 : CONNECTIONS_ROUNDS));
            InsideBench.write(results.resolve("connections.json"), measured);
            System.out.print(measured.text());
        }
    }

    private void control() {
        try (TemporaryDirectory folder = TemporaryDirectory.temporary();
                BenchNetwork network = new BenchNetwork(names)) {
            network.build();
            try {
                inside(network.namespace(), Part.CONTROL, false);
            } finally {
                InsideBench.unpin(instance());
            }
            DaemonResults daemon =
                    new DaemonBench(network.namespace(), instance(), folder.path()).run(quick ? 1 : DAEMON_ROUNDS);
            InsideBench.write(results.resolve("daemon.json"), daemon);
            System.out.print(daemon.text());
        }
        probes();
    }

    /// Runs the separate command of a part that builds its own network.
    private void probes() {
        try (TemporaryDirectory folder = TemporaryDirectory.temporary()) {
            Background probes = Launcher.ofThisCheckout()
                    .onHost(
                            "lab",
                            "bench",
                            "probes",
                            "--prefix",
                            names.prefix(),
                            "--seconds",
                            Integer.toString(PROBES_SECONDS),
                            "--output",
                            "json")
                    .start(folder.path().resolve("probes.log"));
            String said = probes.await();
            ProbeReport report = InsideBench.probeReport(said);
            InsideBench.write(results.resolve("probes.json"), report);
            System.out.print(report.text(false));
        }
    }

    /// @param pinned whether the process is pinned to the last CPU, because interrupts tend to use the first
    private void inside(Namespace namespace, Part part, boolean pinned) {
        List<String> words = new ArrayList<>();
        if (pinned) {
            int last = Runtime.getRuntime().availableProcessors() - 1;
            words.addAll(List.of("taskset", "-c", Integer.toString(last)));
        }
        if (part == Part.PAUSES) {
            words.addAll(List.of("chrt", "--fifo", "1")); // process switches would be measured as pauses
        }
        words.addAll(Launcher.ofThisCheckout()
                .in(
                        namespace,
                        "lab",
                        "bench-inside",
                        part.word(),
                        "--instance",
                        instance(),
                        "--rounds",
                        Integer.toString(rounds),
                        "--result",
                        results.resolve(part.word() + ".json").toString())
                .words());
        if (!only.isEmpty()) {
            words.addAll(List.of("--only", only));
        }
        if (quick) {
            words.add("--quick");
        }
        if (Command.of(words).runInForeground() != 0) {
            throw new LabException("the part " + part.word() + " of the bench failed; see above");
        }
    }

    private String instance() {
        return names.prefix() + "bench";
    }
}
