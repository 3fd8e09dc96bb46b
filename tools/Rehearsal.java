// SPDX-License-Identifier: Apache-2.0

import dev.baro.balancer.Daemon;
import dev.baro.balancer.control.Forwarding;
import dev.baro.balancer.control.Settings;
import dev.baro.balancer.log.Logfmt;
import dev.baro.core.plan.Plan;
import dev.baro.dataplane.forward.Attachment;
import dev.baro.dataplane.forward.Flow;
import dev.baro.dataplane.forward.ForwarderCounters;
import dev.baro.dataplane.forward.HashKey;
import dev.baro.dataplane.forward.Repair;
import dev.baro.dataplane.forward.SessionCensus;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The daemon without a kernel half, so that a build without root learns which classes a start and its answers take:
/// `java Rehearsal CONFIGURATION SOCKET STATE` answers at SOCKET until its input ends.
final class Rehearsal {
    private static final String INTERFACE = "lo";

    /// What a start links to the C library and to libbpf.
    private static final List<String> NATIVE = List.of(
            "dev.baro.dataplane.kernel.LibC",
            "dev.baro.dataplane.kernel.LibSocket",
            "dev.baro.dataplane.kernel.Interfaces",
            "dev.baro.dataplane.bpf.LibBpf");

    public static void main(String[] arguments) throws IOException, ClassNotFoundException {
        Logfmt.writeTo(new java.io.PrintStream(OutputStream.nullOutputStream()));
        for (String name : NATIVE) {
            Class.forName(name);
        }
        Path socket = Path.of(arguments[1]);
        Settings settings =
                new Settings(Path.of(arguments[0]), "", List.of(INTERFACE), "rehearsal", socket, Path.of(arguments[2]));
        try (Daemon _ = Daemon.start(settings, _ -> new Nothing())) {
            System.out.println("ready");
            System.in.readAllBytes();
        } finally {
            Files.deleteIfExists(socket);
        }
    }

    /// Takes every plan, and does nothing with it.
    private record Nothing() implements Forwarding {
        @Override
        public void apply(Plan plan) {}

        @Override
        public ForwarderCounters counters() {
            return new ForwarderCounters(Map.of(), List.of());
        }

        @Override
        public SessionCensus sessions() {
            return new SessionCensus(0, 0, 0, 0, List.of());
        }

        @Override
        public Optional<Flow.Status> session(Flow flow) {
            return Optional.empty();
        }

        @Override
        public int settle() {
            return 0;
        }

        @Override
        public List<Attachment> attachments() {
            return List.of(new Attachment(INTERFACE, Attachment.Mode.NATIVE, ""));
        }

        @Override
        public List<Repair> reconcile() {
            return List.of();
        }

        @Override
        public HashKey hashKey() {
            return new HashKey(1, 2);
        }

        @Override
        public boolean adopted() {
            return false;
        }

        @Override
        public void close() {}
    }
}
