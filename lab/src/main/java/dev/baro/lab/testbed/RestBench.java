// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.testbed;

import dev.baro.core.model.SchedulerKind;
import dev.baro.dataplane.forward.Forwarder;
import dev.baro.lab.bench.ControlConfig;
import dev.baro.lab.bench.RestResults;
import dev.baro.lab.bench.Spread;
import dev.baro.lab.network.Background;
import dev.baro.lab.network.Command;
import dev.baro.lab.network.LabException;
import dev.baro.lab.network.Names;
import dev.baro.lab.network.Pause;
import dev.baro.lab.network.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Repeatedly starts a daemon that gets no traffic. Its real servers do not answer, so probes keep the daemon
/// as busy as possible.
public final class RestBench {
    private static final int VIPS = 4;
    private static final int SERVERS = 20;
    /// A time longer than the daemon takes to release the memory that it needed to start.
    private static final Duration IDLE = Duration.ofSeconds(15);

    /// Those that an operator types against a fault.
    private static final List<String> VERBS = List.of(
            "status", "status -o yaml", "check", "diff", "rates", "events", "server list", "session list", "history");

    private static final int SIGKILL = 9;
    private static final String INTERFACE = "bench";

    private final Names names;
    private final String launcher;
    private final List<Double> startMs = new ArrayList<>();
    private final Map<String, List<Double>> verbCpuMs = new LinkedHashMap<>();
    private final List<Double> residentMb = new ArrayList<>();

    /// @param launcher the `baro` to measure
    public RestBench(Names names, String launcher) {
        this.names = names;
        this.launcher = launcher;
    }

    /// Takes about 25 seconds for each round.
    public RestResults run(int rounds) {
        ControlConfig config = new ControlConfig(VIPS, SERVERS, SchedulerKind.ROUND_ROBIN, 100);
        try (TemporaryDirectory folder = TemporaryDirectory.temporary();
                BenchNetwork network = new BenchNetwork(names)) {
            network.build();
            write(folder.path().resolve("baro.yaml"), config.text());
            for (int round = 0; round < rounds; round++) {
                round(network, folder.path());
            }
        }
        return new RestResults(
                launcher,
                config.services(),
                SERVERS,
                rounds,
                IDLE.toSeconds(),
                Spread.of(startMs),
                spreads(),
                Spread.of(residentMb));
    }

    private void round(BenchNetwork network, Path directory) {
        try {
            long beginNs = System.nanoTime();
            Background daemon = network.namespace().command(daemon(directory)).start(directory.resolve("daemon.log"));
            daemon.awaitLog("ready");
            startMs.add((System.nanoTime() - beginNs) / 1e6);
            Pause.of(IDLE);
            residentMb.add(residentMb(daemon.process().pid()));
            VERBS.forEach(verb -> verbCpuMs
                    .computeIfAbsent(verb, _ -> new ArrayList<>())
                    .add(cpuMs(network.namespace()
                            .command("bash", "-c", timed(verb, directory))
                            .run())));
            daemon.signal(SIGKILL);
            daemon.await();
        } finally {
            network.namespace().processes().forEach(ProcessHandle::destroyForcibly);
            Forwarder.remove(instance());
        }
    }

    private List<String> daemon(Path directory) {
        return List.of(
                launcher,
                "run",
                "--config",
                directory.resolve("baro.yaml").toString(),
                "--interface",
                INTERFACE,
                "--instance",
                instance(),
                "--socket",
                socket(directory),
                "--state-directory",
                directory.resolve("state").toString());
    }

    private Map<String, Spread> spreads() {
        Map<String, Spread> spreads = new LinkedHashMap<>();
        verbCpuMs.forEach((verb, cpuMs) -> spreads.put(verb, Spread.of(cpuMs)));
        return spreads;
    }

    /// A verb as a command of bash that prints its seconds of processor time, out of the kernel and in it. Some end
    /// with
    /// exit code 1, since no real server answers.
    private String timed(String verb, Path directory) {
        String file = directory.resolve("baro.yaml").toString();
        String words = switch (verb) {
            case "check" -> "check " + file;
            case "diff" -> "diff " + file + " --socket " + socket(directory);
            default -> verb + " --socket " + socket(directory);
        };
        return "TIMEFORMAT='%U %S'; time " + launcher + " " + words;
    }

    private static double cpuMs(Command.Outcome outcome) {
        String last = outcome.errors().lines().reduce("", (_, line) -> line);
        if (outcome.output().isBlank() || !last.matches("[0-9.]+ [0-9.]+")) {
            throw new LabException("a verb printed nothing: " + outcome.errors());
        }
        return Stream.of(last.split(" ")).mapToDouble(Double::parseDouble).sum() * 1e3;
    }

    private static double residentMb(long pid) {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024 / 1e6)
                    .findFirst()
                    .orElseThrow(() -> new LabException("no VmRSS in " + status));
        } catch (IOException e) {
            throw new LabException("read memory of process " + pid + ": " + e.getMessage(), e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new LabException("write " + file + ": " + e.getMessage(), e);
        }
    }

    private String instance() {
        return names.prefix() + "rest";
    }

    private static String socket(Path directory) {
        return directory.resolve("baro.sock").toString();
    }
}
