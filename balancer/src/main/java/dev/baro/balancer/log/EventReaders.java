// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.log;

import dev.baro.core.api.EventList.EventEntry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The readers that receive events as they occur. Events are held only in the ring: a reader that falls further
/// behind than the ring reaches is dropped, and an event names it.
public final class EventReaders implements AutoCloseable {
    public static final int MAX_READERS = 32;

    private static final Duration LOOK = Duration.ofMillis(250);

    /// The maximum number of events that a reader gets in one call.
    private static final int MOST_AT_ONCE = 100;

    private final EventRing ring;
    private int readers;
    private volatile boolean closed;

    public EventReaders(EventRing ring) {
        this.ring = ring;
    }

    /// @param who   the reader's name in events
    /// @param after the number after which the events start; -1: only events from now on
    /// @return the reader's seat; empty if all seats are taken
    public synchronized Optional<Seat> enter(String who, long after) {
        if (closed || readers == MAX_READERS) {
            return Optional.empty();
        }
        readers++;
        long newest = ring.newest();
        return Optional.of(new Seat(who, after < 0 || after > newest ? newest : after));
    }

    private synchronized void leave() {
        readers--;
    }

    /// One reader's position in the stream of events.
    public final class Seat implements AutoCloseable {
        private final String who;
        private long seen;

        private Seat(String who, long seen) {
            this.who = who;
            this.seen = Math.max(seen, ring.oldest() - 1);
        }

        /// Waits for events, for at most a quarter of a second.
        ///
        /// @return the events, possibly none; empty if the reader is to be disconnected
        public Optional<List<EventEntry>> next() throws InterruptedException {
            List<EventEntry> some = ring.await(seen, MOST_AT_ONCE, LOOK);
            if (!some.isEmpty() && some.getFirst().id() > seen + 1) {
                drop("it was " + (some.getFirst().id() - seen - 1) + " events behind the oldest stored event");
                return Optional.empty();
            }
            if (!some.isEmpty()) {
                seen = some.getLast().id();
            }
            return closed ? Optional.empty() : Optional.of(some);
        }

        /// Logs why the reader was dropped.
        public void drop(String why) {
            Log.warning("EVENT_READER_DROPPED", "who", who.isEmpty() ? "unknown" : who, "text", why);
        }

        @Override
        public void close() {
            leave();
        }
    }

    /// Disconnects all readers.
    @Override
    public void close() {
        closed = true;
    }
}
