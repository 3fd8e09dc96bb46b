// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.timer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// A queue of timers, in monotonic time, for one thread.
///
/// A heap with four children per node (Knuth, TAOCP volume 3, section 5.2.3, exercise 28) with the times in one
/// array: comparing sixty thousand deadlines through objects took an eighth of the cost of probing.
public final class TimerQueue {
    /// The maximum wait if nothing is due.
    private static final long IDLE_NS = 1_000_000_000L;

    private static final int CHILDREN = 4;

    private long[] dueNs = new long[1024];
    private Entry[] entries = new Entry[1024];
    private int size;
    /// The lines by delay in nanoseconds.
    private final Map<Long, TimeoutLine> lines = new HashMap<>();

    /// A task, unless it is cancelled before.
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

        /// A cancelled task stays in the queue until it is due, which costs less than removing it, but it keeps
        /// no references. Most deadlines are cancelled long before.
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

    /// The same, but cheaper, for tasks that are nearly always cancelled or always have the same delay.
    ///
    /// @param beganNs now, within some microseconds; a late report delays the timeout by as much
    public Entry after(long beganNs, long delayNs, Runnable action) {
        return lines.computeIfAbsent(delayNs, delay -> new TimeoutLine(this, delay))
                .after(beganNs, action);
    }

    /// @return nanoseconds until a task is due; zero or less if one is; a maximum if none waits
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

    /// Moves the last one to the first place, and down until none of its children precedes it.
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

    /// Compares as `System.nanoTime` requires, because it may wrap.
    private static boolean isBefore(long oneNs, long otherNs) {
        return oneNs - otherNs < 0;
    }
}
