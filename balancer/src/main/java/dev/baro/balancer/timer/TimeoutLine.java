// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.timer;

import java.util.ArrayDeque;
import java.util.Deque;

/// Timeouts of equal length that are nearly always cancelled by an answer. They wait in the order in which they
/// were started, and need at most one timer in the queue.
final class TimeoutLine {
    private final TimerQueue queue;
    private final long timeoutNs;
    private final Deque<Waiting> line = new ArrayDeque<>();
    private boolean armed;

    private record Waiting(long dueNs, TimerQueue.Entry entry) {}

    TimeoutLine(TimerQueue queue, long timeoutNs) {
        this.queue = queue;
        this.timeoutNs = timeoutNs;
    }

    TimerQueue.Entry after(long beganNs, Runnable action) {
        TimerQueue.Entry entry = new TimerQueue.Entry(action);
        line.add(new Waiting(beganNs + timeoutNs, entry));
        if (!armed) {
            arm();
        }
        return entry;
    }

    private void arm() {
        while (!line.isEmpty() && line.element().entry.isCancelled()) {
            line.remove();
        }
        armed = !line.isEmpty();
        if (armed) {
            queue.at(line.element().dueNs, this::endFirst);
        }
    }

    /// Ends the first timeout. If that timeout was cancelled after its timer was set, this only
    /// sets the next timer.
    private void endFirst() {
        Waiting first = line.remove();
        arm();
        first.entry.run();
    }
}
