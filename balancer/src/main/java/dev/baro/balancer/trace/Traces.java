// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.trace;

import dev.baro.balancer.control.Controller;
import dev.baro.balancer.control.Mailbox;
import dev.baro.balancer.log.Log;
import dev.baro.balancer.probe.SingleProbes;
import dev.baro.core.api.TraceReport;
import dev.baro.dataplane.forward.Flow;
import dev.baro.dataplane.forward.SessionState;
import dev.baro.dataplane.forward.Tracing;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.Threads;
import dev.baro.dataplane.trace.PacketTrace;
import dev.baro.dataplane.trace.TraceFilter;
import dev.baro.dataplane.trace.TracedPacket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The running trace, of which there is at most one, and the trace that ended last. Thread-safe.
public final class Traces implements AutoCloseable {
    /// @param filter  the filter that selects packets
    /// @param packets the maximum number of packets, 1..[#MOST_PACKETS]
    /// @param time    the maximum duration, up to [#LONGEST]
    public record Wanted(TraceFilter filter, int packets, Duration time) {
        public static final int MOST_PACKETS = 1000;
        public static final Duration LONGEST = Duration.ofSeconds(60);
    }

    private final Controller controller;
    private final LongSupplier nowNs;
    private final SingleProbes probes = new SingleProbes();
    private final Explanations explanations;
    private @Nullable RunningTrace last;
    private @Nullable Thread thread;
    private long lastId;

    public Traces(Controller controller, LongSupplier nowNs) {
        this.controller = controller;
        this.nowNs = nowNs;
        this.explanations = new Explanations(controller, probes);
    }

    /// The object that explains packets without sending them.
    public Explanations explanations() {
        return explanations;
    }

    /// The single probes that explanations use.
    public SingleProbes probes() {
        return probes;
    }

    /// Starts a trace. It covers all packets that arrive after this method has returned. Blocks
    /// for about 100 ms.
    ///
    /// @return the report; empty if another trace is running
    /// @throws DataplaneException if the kernel refuses the program
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
                wanted.filter().client().equals(TraceFilter.ANY)
                        ? "any"
                        : wanted.filter().client(),
                "vip",
                wanted.filter().vip());
        return Optional.of(begun.now());
    }

    /// Reports the packets of a trace, and waits up to a second if there are none yet.
    ///
    /// @param after only packets with a greater number
    /// @return the report; empty if the trace no longer exists
    public Optional<TraceReport> read(long id, long after) throws InterruptedException {
        RunningTrace known = find(id);
        return known == null ? Optional.empty() : Optional.of(known.report(after));
    }

    /// @return the report; empty if the trace no longer exists
    public Optional<TraceReport> end(long id) {
        RunningTrace known = find(id);
        if (known == null) {
            return Optional.empty();
        }
        known.end("it was ended");
        return Optional.of(known.now());
    }

    /// Ends the trace. Must be called before the controller is closed.
    @Override
    public void close() {
        RunningTrace running;
        Thread reader;
        synchronized (this) {
            running = last;
            reader = thread;
        }
        if (running != null && reader != null) {
            running.end("the daemon is stopping");
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
            // The tracing program forwards packets like the normal program, and is replaced when
            // the daemon starts next.
            Log.warning("TRACE_NOT_ENDED", "text", String.valueOf(e.getMessage()));
        }
    }

    private TraceReport.Packet tell(long number, double seconds, TracedPacket packet) {
        FrameHeaders before = FrameHeaders.of(packet.before());
        Tracing.Fate fate = new Tracing.Fate("", Optional.empty());
        try {
            Optional<Flow> flow = packet.server() == 0 ? Optional.empty() : before.flow();
            fate = Mailbox.await(controller.ask(kernel -> kernel.fate(packet, flow)));
        } catch (TimeoutException | DataplaneException e) {
            // The packet's outcome is informative even without its fate.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String server = fate.server();
        String entry = fate.session()
                .filter(status -> status.state() != SessionState.FREE)
                .map(status -> status.state().word())
                .orElse("");
        ToldPacket told = new ToldPacket(packet, before);
        return told.report(number, seconds, PacketReason.of(told.outcome(), packet, server, entry), server);
    }
}
