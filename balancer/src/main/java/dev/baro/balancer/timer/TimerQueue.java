// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.timer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// A queue of timers in monotonic time, to be used by one thread.
///
/// Implemented as a heap with four children per node (Knuth, TAOCP volume 3, section 5.2.3, exercise 28). The
/// times are stored in one array, because comparing sixty thousand deadlines through objects took an eighth of
/// the CPU time of probing.
public final class TimerQueue {
    /// The maximum wait if nothing is due.
    private static final long IDLE_NS = 1_000_000_000L;

    private static final int CHILDREN = 4;

    private long[] dueNs = new long[1024];
    private Entry[] entries = new Entry[1024];
    private int size;
    /// The timeout lines, keyed by delay in nanoseconds.
    private final Map<Long, TimeoutLine> lines = new HashMap<>();

    /// A task that runs when it is due, unless it has been cancelled.
    public static final class Entry {
        private Runnable action;
        private boolean cancelled;

        Entry(Runnable action) {
            this.action = action;
        }

        boolean isCancelled() {
            return cancelled;
        }

        void run() {
            action.run();
        }

        /// Cancels the task. It stays in the queue until it is due, which costs less than removing it, but
        /// keeps no references. Most deadlines are cancelled long before they are due.
        public void cancel() {
            cancelled = true;
            action = () -> {};
        }
    }

    public Entry at(long dueNs, Runnable action) {
        if (size == entries.length) {
            this.dueNs = Arrays.copyOf(this.dueNs, 2 * size);
            entries = Arrays.copyOf(entries, 2 * size);
        }
        Entry entry = new Entry(action);
        int place = size++;
        while (place > 0) {
            int parent = (place - 1) / CHILDREN;
            if (!isBefore(dueNs, this.dueNs[parent])) {
                break;
            }
            move(parent, place);
            place = parent;
        }
        put(place, dueNs, entry);
        return entry;
    }

    /// Queues a task to run after a delay. Cheaper than `at` for tasks that are nearly always cancelled or
    /// always have the same delay.
    ///
    /// @param beganNs the current time to within a few microseconds; a later value
    /// delays the timeout accordingly
    public Entry after(long beganNs, long delayNs, Runnable action) {
        return lines.computeIfAbsent(delayNs, delay -> new TimeoutLine(this, delay))
                .after(beganNs, action);
    }

    /// @return the nanoseconds until the next task is due; zero or less if it is due now; a maximum wait if
    /// no task is queued
    public long waitNs(long nowNs) {
        dropCancelled();
        return size == 0 ? IDLE_NS : Math.min(IDLE_NS, dueNs[0] - nowNs);
    }

    /// Runs the first due task.
    ///
    /// @return its lateness in nanoseconds, or -1 if nothing was due
    public long turn(long nowNs) {
        dropCancelled();
        if (size == 0 || isBefore(nowNs, dueNs[0])) {
            return -1;
        }
        long lateNs = nowNs - dueNs[0];
        Entry first = entries[0];
        removeFirst();
        first.run();
        return lateNs;
    }

    private void dropCancelled() {
        while (size > 0 && entries[0].cancelled) {
            removeFirst();
        }
    }

    /// Moves the last task to the top of the heap, and then down until none of its children is due earlier.
    private void removeFirst() {
        size--;
        long lastNs = dueNs[size];
        Entry last = entries[size];
        int place = 0;
        for (int first = 1; first < size; first = place * CHILDREN + 1) {
            int child = earliest(first, Math.min(first + CHILDREN, size));
            if (!isBefore(dueNs[child], lastNs)) {
                break;
            }
            move(child, place);
            place = child;
        }
        put(place, lastNs, last);
        Arrays.fill(entries, size, size + 1, null);
    }

    private int earliest(int from, int to) {
        int earliest = from;
        for (int place = from + 1; place < to; place++) {
            if (isBefore(dueNs[place], dueNs[earliest])) {
                earliest = place;
            }
        }
        return earliest;
    }

    private void move(int from, int to) {
        put(to, dueNs[from], entries[from]);
    }

    private void put(int place, long dueNs, Entry entry) {
        this.dueNs[place] = dueNs;
        entries[place] = entry;
    }

    /// Compares two times as `System.nanoTime` requires, because its values may wrap around.
    private static boolean isBefore(long oneNs, long otherNs) {
        return oneNs - otherNs < 0;
    }
}
