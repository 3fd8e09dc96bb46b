// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import dev.baro.core.model.SchedulerKind;
import dev.baro.dataplane.forward.Forwarder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The parts of the bench that run in a separate network namespace and process.
public final class InsideBench {
    private static final int QUICK_PACKETS = 50_000;
    private static final int PACKETS = 200_000;
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private InsideBench() {}

    /// The part `packets`.
    public static PacketResults packets(BenchRun run) {
        PacketResults results = PacketBench.run(run, run.quick() ? QUICK_PACKETS : PACKETS, InsideBench::progress);
        write(run.result(), results);
        return results;
    }

    /// Runs the measurements of the part `control` that need only one process.
    public static ControlResults control(BenchRun run) throws InterruptedException {
        List<ControlResults.Applies> applies = new ArrayList<>();
        for (SchedulerKind scheduler : List.of(SchedulerKind.ROUND_ROBIN, SchedulerKind.MAGLEV)) {
            progress("virtual services, " + scheduler.word());
            applies.add(ControlBench.run(scheduler, run));
        }
        progress("sessions");
        int flows = run.quick() ? PacketScenarios.MILLION : PacketScenarios.TEN_MILLION;
        ControlResults results = new ControlResults(applies, SessionBench.run(run.instance(), flows));
        write(run.result(), results);
        return results;
    }

    /// The part `live`.
    public static LiveResults live(BenchRun run) throws InterruptedException {
        LiveResults results = LiveBench.run(run.rounds(), run.quick());
        write(run.result(), results);
        return results;
    }

    /// The part `pauses`.
    public static PauseResults pauses(BenchRun run) {
        PauseResults results = PauseBench.run(run);
        write(run.result(), results);
        return results;
    }

    /// Forwards packets for the VIPs of [BenchPlan] that arrive on an interface, until the process is killed.
    public static void forward(String instance, String interfaceName) throws InterruptedException {
        Forwarder.Options options =
                new Forwarder.Options(instance, List.of(interfaceName), PacketScenarios.MILLION, List.of());
        try (Forwarder forwarder = Forwarder.open(options)) {
            forwarder.apply(BenchPlan.plan());
            System.out.println("ready");
            Thread.currentThread().join();
        }
    }

    /// Removes pins that parts of the bench have left behind.
    public static void unpin(String instance) {
        Forwarder.remove(instance);
        PacketBench.instances(instance).forEach(Forwarder::remove);
        PauseBench.instances(instance).forEach(Forwarder::remove);
    }

    /// Writes results together with the machine and the time of the measurement.
    public static void write(Path file, Object results) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, JSON.writeValueAsString(new Measured<>(Machine.here(), results)) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("write " + file, e);
        }
    }

    /// Extracts the results from the output of `baro lab bench probes`, skipping any
    /// warnings that precede them.
    public static ProbeReport probeReport(String said) {
        return JSON.readValue(said.substring(Math.max(0, said.indexOf('{'))), ProbeReport.class);
    }

    private static void progress(String step) {
        System.err.println("  " + step);
    }

    /// The results of a measurement, with its machine and time.
    public record Measured<T>(Machine machine, T results) {}
}
