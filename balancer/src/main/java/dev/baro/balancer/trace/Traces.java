// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.trace;

import dev.baro.balancer.control.Controller;
import dev.baro.balancer.control.Mailbox;
import dev.baro.balancer.log.Log;
import dev.baro.core.api.TraceReport;
import dev.baro.dataplane.forward.Flow;
import dev.baro.dataplane.forward.PacketOutcome;
import dev.baro.dataplane.forward.SessionState;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.Interfaces;
import dev.baro.dataplane.kernel.Threads;
import dev.baro.dataplane.trace.PacketTrace;
import dev.baro.dataplane.trace.TraceFilter;
import dev.baro.dataplane.trace.TracedPacket;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The one trace that may run, and the last one that ended. Thread-safe.
public final class Traces implements AutoCloseable {
    /// @param filter  which packets
    /// @param packets how many at most, 1..[#MOST_PACKETS]
    /// @param time    how long at most, up to [#LONGEST]
    public record Wanted(TraceFilter filter, int packets, Duration time) {
        public static final int MOST_PACKETS = 1000;
        public static final Duration LONGEST = Duration.ofSeconds(60);
    }

    private final Controller controller;
    private final LongSupplier nowNs;
    private @Nullable RunningTrace last;
    private @Nullable Thread thread;
    private long lastId;

    public Traces(Controller controller, LongSupplier nowNs) {
        this.controller = controller;
        this.nowNs = nowNs;
    }

    /// Packets are seen from its return on. Blocks for some 100 ms.
    ///
    /// @return nothing while another trace runs
    /// @throws DataplaneException where the kernel refuses the program
    public synchronized Optional<TraceReport> begin(Wanted wanted) throws TimeoutException, InterruptedException {
        if (last != null && last.running()) {
            return Optional.empty();
        }
        if (thread != null) {
            thread.join();
        }
        PacketTrace trace = Mailbox.await(controller.ask(kernel -> kernel.trace(wanted.filter(), wanted.packets())));
        RunningTrace begun = new RunningTrace(++lastId, trace, wanted.time(), nowNs, this::tell);
        last = begun;
        thread = Thread.ofPlatform().name("trace").daemon().start(() -> run(begun));
        Log.info(
                "TRACE_STARTED",
                "client",
                wanted.filter().client(),
                "vip",
                wanted.filter().vip());
        return Optional.of(begun.now());
    }

    /// Waits a second where there are no packets yet.
    ///
    /// @param after only packets with a greater number
    /// @return nothing where the daemon does not know the trace any more
    public Optional<TraceReport> read(long id, long after) throws InterruptedException {
        RunningTrace known = find(id);
        return known == null ? Optional.empty() : Optional.of(known.report(after));
    }

    /// @return nothing where the daemon does not know the trace any more
    public Optional<TraceReport> end(long id) {
        RunningTrace known = find(id);
        if (known == null) {
            return Optional.empty();
        }
        known.end("it was ended");
        return Optional.of(known.now());
    }

    /// Before the controller is closed.
    @Override
    public void close() {
        RunningTrace running;
        Thread reader;
        synchronized (this) {
            running = last;
            reader = thread;
        }
        if (running != null && reader != null) {
            running.end("the daemon stops");
            Threads.join(reader);
        }
    }

    private synchronized @Nullable RunningTrace find(long id) {
        return last != null && last.id() == id ? last : null;
    }

    private void run(RunningTrace trace) {
        try {
            trace.read();
        } catch (RuntimeException e) {
            trace.end("it cannot be read: " + e.getMessage());
            Log.fault(e);
        } finally {
            takeOff();
        }
    }

    private void takeOff() {
        try {
            boolean _ = Mailbox.await(controller.ask(kernel -> {
                kernel.endTrace();
                return true;
            }));
            Log.info("TRACE_ENDED");
        } catch (TimeoutException | InterruptedException | RuntimeException e) {
            // The tracing program forwards as well as the other one, and the next start takes it off.
            Log.warning("TRACE_NOT_ENDED", "text", String.valueOf(e.getMessage()));
        }
    }

    private TraceReport.Packet tell(long number, double seconds, TracedPacket packet) {
        PacketOutcome outcome = PacketOutcome.values()[packet.outcome()];
        String server = "";
        String entry = "";
        try {
            server = Mailbox.await(controller.ask(kernel -> kernel.serverOf(packet)));
            entry = entry(packet);
        } catch (TimeoutException | DataplaneException e) {
            // The outcome still tells most.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        boolean left = packet.action() >= TracedPacket.PASSED && outcome != PacketOutcome.NOT_A_VIP;
        return new TraceReport.Packet(
                number,
                seconds,
                Interfaces.name(packet.ifindex()).orElse("interface " + packet.ifindex()),
                outcome.word(),
                PacketReason.of(outcome, packet, server, entry),
                server,
                left,
                frame(packet.before(), packet.bytesBefore()),
                frame(packet.after(), packet.bytesAfter()));
    }

    /// The state of the flow's entry now; empty where it has none, or is of a protocol that has none.
    private String entry(TracedPacket packet) throws TimeoutException, InterruptedException {
        Optional<Flow> flow = FrameHeaders.of(packet.before()).flow();
        if (flow.isEmpty() || packet.server() == 0) {
            return "";
        }
        return Mailbox.await(controller.ask(kernel -> kernel.session(flow.get())))
                .filter(status -> status.state() != SessionState.FREE)
                .map(status -> status.state().word())
                .orElse("");
    }

    private static TraceReport.Frame frame(byte[] frame, int bytes) {
        return new TraceReport.Frame(
                FrameHeaders.of(frame).text(), bytes, Base64.getEncoder().encodeToString(frame));
    }
}
