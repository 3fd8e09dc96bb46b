// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.balancer.timer.TimerQueue;
import dev.baro.balancer.tls.TlsWorkers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// The queue of probes with a handshake while the workers are busy. A started probe would wait instead, and
/// make its server seem slow. It is ordered, so that an overload delays all of them equally.
///
/// It holds each target at most once. Belongs to the loop's thread.
final class HandshakeLine {
    private static final long TURN_NS = 10_000_000;

    private final TlsWorkers workers;
    private final TimerQueue timers;
    private final Deque<Waiting> line = new ArrayDeque<>();
    private long turnEndsNs = System.nanoTime();
    private int left;

    /// Monotonic time; 0 if none waits.
    private volatile long oldestNs;

    private record Waiting(long sinceNs, Runnable launch) {}

    HandshakeLine(TlsWorkers workers, TimerQueue timers) {
        this.workers = workers;
        this.timers = timers;
    }

    /// Starts it now, or in its turn.
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

    /// The waiting time of the first one. Any thread may call this.
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

    /// A launched probe requests its first work only after it is connected, so it is counted here.
    private void begin(long nowNs) {
        left = workers.room();
        turnEndsNs = nowNs + TURN_NS;
    }
}
