// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.timer;

import java.util.ArrayDeque;
import java.util.Deque;

/// What is to be done the same time after it began, and is nearly always cancelled before: an answer came. All of it
/// waits in the order in which it began, with one timer in the queue at most.
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

    /// Where it was cancelled since the timer was set, this does nothing but set the next timer.
    private void endFirst() {
        Waiting first = line.remove();
        arm();
        first.entry.run();
    }
}
