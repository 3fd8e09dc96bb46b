// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import java.util.PriorityQueue;

/// What is to be done when. Monotonic times; one thread.
final class TimerQueue {
    /// Until when to wait at most where nothing is due.
    private static final long IDLE_NS = 1_000_000_000L;

    private final PriorityQueue<Entry> entries = new PriorityQueue<>((a, b) -> Long.signum(a.dueNs - b.dueNs));

    /// Something to be done, unless it is cancelled before.
    static final class Entry {
        private final long dueNs;
        private Runnable action;
        private boolean cancelled;

        private Entry(long dueNs, Runnable action) {
            this.dueNs = dueNs;
            this.action = action;
        }

        /// It stays in the wheel until it is due, which costs less than taking it out, but holds
        /// nothing: most deadlines are cancelled long before.
        void cancel() {
            cancelled = true;
            action = () -> {};
        }
    }

    Entry at(long dueNs, Runnable action) {
        Entry entry = new Entry(dueNs, action);
        entries.add(entry);
        return entry;
    }

    /// @return nanoseconds until something is due; zero or less when it is; a bound when nothing waits
    long waitNs(long nowNs) {
        dropCancelled();
        Entry first = entries.peek();
        return first == null ? IDLE_NS : Math.min(IDLE_NS, first.dueNs - nowNs);
    }

    /// Does the first thing that is due.
    ///
    /// @return by how many nanoseconds it was late, or -1 when nothing was due
    long turn(long nowNs) {
        dropCancelled();
        Entry first = entries.peek();
        if (first == null || first.dueNs - nowNs > 0) {
            return -1;
        }
        entries.remove();
        first.action.run();
        return nowNs - first.dueNs;
    }

    private void dropCancelled() {
        for (Entry first = entries.peek(); first != null && first.cancelled; first = entries.peek()) {
            entries.remove();
        }
    }
}
