// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.trace;

import dev.baro.core.api.TraceReport;
import dev.baro.dataplane.trace.PacketTrace;
import dev.baro.dataplane.trace.TracedPacket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// One trace, from its start to its end. A dedicated platform thread reads the ring, and any thread
/// may query the packets.
final class RunningTrace {
    /// How long the trace continues without a request. This is longer than a client waits between two requests.
    static final Duration ASKED_WITHIN = Duration.ofSeconds(10);

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(1);

    private final long id;
    private final PacketTrace trace;
    private final LongSupplier nowNs;
    private final Telling telling;
    private final long beganNs;
    private final long endNs;
    private final List<TraceReport.Packet> packets = new ArrayList<>();
    private long askedNs;
    private long lost;
    private String ended = "";

    /// Describes a packet that was traced.
    interface Telling {
        /// Called on the trace's thread without holding a lock.
        ///
        /// @param number  1 for the first packet of the trace
        /// @param seconds the time since the trace began
        TraceReport.Packet of(long number, double seconds, TracedPacket packet);
    }

    RunningTrace(long id, PacketTrace trace, Duration time, LongSupplier nowNs, Telling telling) {
        this.id = id;
        this.trace = trace;
        this.nowNs = nowNs;
        this.telling = telling;
        this.beganNs = nowNs.getAsLong();
        this.endNs = beganNs + time.toNanos();
        this.askedNs = beganNs;
    }

    long id() {
        return id;
    }

    /// Reads packets on the trace's thread until the trace ends.
    void read() {
        try (trace) {
            while (runs()) {
                List<TracedPacket> came = trace.poll(POLL);
                long number = count();
                List<TraceReport.Packet> told = new ArrayList<>();
                for (TracedPacket packet : came) {
                    number++;
                    told.add(telling.of(number, Math.max(0, packet.atNs() - beganNs) / 1e9, packet));
                }
                take(told);
            }
        }
    }

    private synchronized int count() {
        return packets.size();
    }

    private synchronized void take(List<TraceReport.Packet> told) {
        packets.addAll(told);
        lost = trace.lost();
        if (told.isEmpty() && trace.complete()) {
            end("the requested number of packets has been recorded");
        }
        notifyAll();
    }

    private synchronized boolean runs() {
        long now = nowNs.getAsLong();
        if (now - endNs >= 0) {
            end("its time is up");
        } else if (now - askedNs > ASKED_WITHIN.toNanos()) {
            end("no client has requested its packets for " + ASKED_WITHIN.toSeconds() + " s");
        }
        return ended.isEmpty();
    }

    synchronized boolean running() {
        return ended.isEmpty();
    }

    /// Ends the trace. If it is called more than once, the first reason is kept.
    synchronized void end(String reason) {
        if (ended.isEmpty()) {
            ended = reason;
        }
        notifyAll();
    }

    /// Reports the packets, and waits up to a second if there are none yet.
    ///
    /// @param after the number of the last packet to leave out
    synchronized TraceReport report(long after) throws InterruptedException {
        askedNs = nowNs.getAsLong();
        long untilNs = askedNs + ANSWER_WITHIN.toNanos();
        while (ended.isEmpty() && packets.size() <= after && untilNs - nowNs.getAsLong() > 0) {
            wait(Math.max(1, (untilNs - nowNs.getAsLong()) / 1_000_000));
        }
        int from = (int) Math.min(after, packets.size());
        return new TraceReport(id, ended.isEmpty(), ended, lost, packets.subList(from, packets.size()));
    }

    /// Never waits.
    synchronized TraceReport now() {
        return new TraceReport(id, ended.isEmpty(), ended, lost, packets);
    }
}
