// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.balancer.timer.TimerQueue;
import dev.baro.balancer.tls.TlsWorkers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// The queue of probes that need a handshake while the workers are busy. If such a probe were started
/// immediately, it would have to wait for a worker, and its server would seem slow. The queue keeps its order,
/// so that an overload delays all probes equally.
///
/// The queue contains each target at most once. Only the loop's thread may use it.
final class HandshakeLine {
    private static final long TURN_NS = 10_000_000;

    private final TlsWorkers workers;
    private final TimerQueue timers;
    private final Deque<Waiting> line = new ArrayDeque<>();
    private long turnEndsNs = System.nanoTime();
    private int left;

    /// The monotonic time at which the oldest probe was queued; 0 if no probe is waiting.
    private volatile long oldestNs;

    private record Waiting(long sinceNs, Runnable launch) {}

    HandshakeLine(TlsWorkers workers, TimerQueue timers) {
        this.workers = workers;
        this.timers = timers;
    }

    /// Starts the probe now, or when its turn comes.
    void pass(long nowNs, Runnable launch) {
        if (nowNs - turnEndsNs >= 0) {
            begin(nowNs);
        }
        if (line.isEmpty() && left > 0) {
            left--;
            launch.run();
            return;
        }
        line.add(new Waiting(nowNs, launch));
        if (line.size() == 1) {
            oldestNs = nowNs;
            timers.at(turnEndsNs, this::turn);
        }
    }

    /// How long the first probe has waited. Any thread may call this.
    Duration waited(long nowNs) {
        long oldest = oldestNs;
        return oldest == 0 ? Duration.ZERO : Duration.ofNanos(nowNs - oldest);
    }

    private void turn() {
        long nowNs = System.nanoTime();
        begin(nowNs);
        while (left > 0 && !line.isEmpty()) {
            left--;
            line.remove().launch().run();
        }
        Waiting first = line.peek();
        oldestNs = first == null ? 0 : first.sinceNs();
        if (first != null) {
            timers.at(turnEndsNs, this::turn);
        }
    }

    /// Begins a turn with the number of jobs that the workers have room for. Launched probes are counted here,
    /// because a probe requests its first work only after it is connected.
    private void begin(long nowNs) {
        left = workers.room();
        turnEndsNs = nowNs + TURN_NS;
    }
}
