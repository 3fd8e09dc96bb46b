// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.testbed;

import dev.baro.core.model.SchedulerKind;
import dev.baro.dataplane.forward.Forwarder;
import dev.baro.lab.bench.ControlConfig;
import dev.baro.lab.bench.DaemonResults;
import dev.baro.lab.bench.Spread;
import dev.baro.lab.host.Launcher;
import dev.baro.lab.network.Background;
import dev.baro.lab.network.Command;
import dev.baro.lab.network.LabException;
import dev.baro.lab.network.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Measures the daemon with many virtual services from an operator's point of view: the time to start, to
/// restart after a kill, and to answer, and the memory it uses.
final class DaemonBench {
    private static final int SMALLER_VIPS = 32;
    private static final int SIGKILL = 9;

    private final Namespace namespace;
    private final String instance;
    private final Path directory;
    private int vips = ControlConfig.MANY_VIPS;

    /// @param directory the directory for files, removed by the caller
    DaemonBench(Namespace namespace, String instance, Path directory) {
        this.namespace = namespace;
        this.instance = instance;
        this.directory = directory;
    }

    DaemonResults run(int rounds) {
        List<Double> starts = new ArrayList<>();
        List<Double> adoptions = new ArrayList<>();
        List<Double> statuses = new ArrayList<>();
        List<Double> applies = new ArrayList<>();
        long residentMb = 0;
        try {
            shrinkToWhatFits();
            for (int round = 0; round < rounds; round++) {
                writeConfiguration(100);
                Background daemon = start(starts);
                daemon.signal(SIGKILL);
                daemon.await();
                daemon = start(adoptions);
                statuses.add(milliseconds(this::status));
                writeConfiguration(50);
                applies.add(milliseconds(() -> baro("apply").succeed()));
                residentMb = residentMb(daemon.process().pid());
                daemon.signal(SIGKILL);
                daemon.await();
                Forwarder.remove(instance);
            }
        } finally {
            namespace.processes().forEach(ProcessHandle::destroyForcibly);
            Forwarder.remove(instance);
        }
        return new DaemonResults(
                vips * ControlConfig.PORTS,
                Spread.of(starts),
                Spread.of(adoptions),
                Spread.of(statuses),
                Spread.of(applies),
                residentMb);
    }

    /// The daemon rejects a file that exceeds its limits.
    private void shrinkToWhatFits() {
        writeConfiguration(100);
        try {
            Background daemon = start(new ArrayList<>());
            daemon.signal(SIGKILL);
            daemon.await();
            if (daemon.output().contains("fit, not")) {
                vips = SMALLER_VIPS;
            }
        } catch (LabException e) {
            vips = SMALLER_VIPS;
        }
        Forwarder.remove(instance);
    }

    private Background start(List<Double> times) {
        long begin = System.nanoTime();
        Background daemon = Launcher.ofThisCheckout()
                .in(
                        namespace,
                        "run",
                        "--config",
                        configuration().toString(),
                        "--interface",
                        "bench",
                        "--instance",
                        instance,
                        "--socket",
                        socket(),
                        "--state-directory",
                        directory.resolve("state").toString())
                .start(directory.resolve("daemon.log"));
        daemon.awaitLog("ready");
        times.add((System.nanoTime() - begin) / 1e6);
        return daemon;
    }

    /// Runs `baro status`, which is expected to report in its exit code that no real server is up.
    private void status() {
        Command.Outcome outcome = baro("status").run();
        if (outcome.output().isBlank()) {
            throw new LabException("baro status printed nothing: " + outcome.errors());
        }
    }

    private Command baro(String verb) {
        return Launcher.ofThisCheckout().in(namespace, verb, "--socket", socket());
    }

    private void writeConfiguration(int weight) {
        try {
            Files.writeString(configuration(), new ControlConfig(vips, SchedulerKind.ROUND_ROBIN, weight).text());
        } catch (IOException e) {
            throw new LabException("write " + configuration() + ": " + e.getMessage(), e);
        }
    }

    private Path configuration() {
        return directory.resolve("baro.yaml");
    }

    private String socket() {
        return directory.resolve("baro.sock").toString();
    }

    private static double milliseconds(Runnable action) {
        long begin = System.nanoTime();
        action.run();
        return (System.nanoTime() - begin) / 1e6;
    }

    private static long residentMb(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new LabException("read memory of process " + pid + ": " + e.getMessage(), e);
        }
    }
}
