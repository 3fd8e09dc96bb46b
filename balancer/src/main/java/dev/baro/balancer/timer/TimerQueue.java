// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.timer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// What is to be done when. Monotonic times; one thread.
///
/// A heap of four children a node (Knuth, TAOCP volume 3, section 5.2.3, exercise 28) with the times in one array:
/// comparing sixty thousand deadlines through objects was an eighth of what probing costs.
public final class TimerQueue {
    /// Until when to wait at most where nothing is due.
    private static final long IDLE_NS = 1_000_000_000L;

    private static final int CHILDREN = 4;

    private long[] dueNs = new long[1024];
    private Entry[] entries = new Entry[1024];
    private int size;
    /// By delay in nanoseconds.
    private final Map<Long, TimeoutLine> lines = new HashMap<>();

    /// Something to be done, unless it is cancelled before.
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

        /// It stays in the queue until it is due, which costs less than taking it out, but holds
        /// nothing: most deadlines are cancelled long before.
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

    /// The same for what nearly always is cancelled, or always comes after the same delay: it costs less.
    ///
    /// @param beganNs now, but for some microseconds: what began before may come as much later as it is told later
    public Entry after(long beganNs, long delayNs, Runnable action) {
        return lines.computeIfAbsent(delayNs, delay -> new TimeoutLine(this, delay))
                .after(beganNs, action);
    }

    /// @return nanoseconds until something is due; zero or less when it is; a bound when nothing waits
    public long waitNs(long nowNs) {
        dropCancelled();
        return size == 0 ? IDLE_NS : Math.min(IDLE_NS, dueNs[0] - nowNs);
    }

    /// Does the first thing that is due.
    ///
    /// @return by how many nanoseconds it was late, or -1 when nothing was due
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

    /// The last one takes the first place, and goes down to where none of its children is before it.
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

    /// As `System.nanoTime` wants to be compared: it may wrap.
    private static boolean isBefore(long oneNs, long otherNs) {
        return oneNs - otherNs < 0;
    }
}
