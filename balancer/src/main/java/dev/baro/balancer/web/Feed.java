// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.web;

import dev.baro.balancer.log.Log;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// One frame each second for all viewers, and none while there are no viewers. It keeps only the newest frames.
/// A viewer that is further behind is dropped, so nothing is queued for it.
final class Feed implements AutoCloseable {
    static final int MAX_VIEWERS = 32;

    /// A viewer may take this many seconds for a frame.
    static final int KEPT_FRAMES = 5;

    private static final long PERIOD_NS = 1_000_000_000;

    private final Source source;
    private final Deque<Frame> frames = new ArrayDeque<>();
    private int viewers;
    private boolean closed;
    private boolean running;

    /// Makes frames; called by one thread.
    interface Source {
        /// @param before the previous frame; empty for the first
        Frame next(Optional<Frame> before) throws TimeoutException, InterruptedException;
    }

    Feed(Source source) {
        this.source = source;
    }

    /// One viewer's place.
    final class Seat implements AutoCloseable {
        private long seen;

        /// Waits for the next frame.
        ///
        /// @return first a whole frame and then changes; empty if the viewer must leave
        Optional<byte[]> next() throws InterruptedException {
            synchronized (Feed.this) {
                while (!closed && (frames.isEmpty() || frames.getLast().number() <= seen)) {
                    Feed.this.wait();
                }
                boolean first = seen == 0;
                boolean behind = !first && frames.getFirst().number() > seen + 1;
                if (closed || behind) {
                    return Optional.empty();
                }
                Frame frame = first ? frames.getLast() : after(seen);
                seen = frame.number();
                return Optional.of(first ? frame.whole() : frame.changes());
            }
        }

        @Override
        public void close() {
            synchronized (Feed.this) {
                viewers--;
            }
        }
    }

    /// @return the viewer's seat; empty if all places are taken
    synchronized Optional<Seat> enter() {
        if (closed || viewers == MAX_VIEWERS) {
            return Optional.empty();
        }
        viewers++;
        if (!running) {
            running = true;
            Thread.ofPlatform().name("page").daemon().start(this::run);
        }
        return Optional.of(new Seat());
    }

    private Frame after(long number) {
        return frames.stream()
                .filter(frame -> frame.number() > number)
                .findFirst()
                .orElseThrow();
    }

    private void run() {
        try {
            while (isWanted()) {
                long dueNs = System.nanoTime() + PERIOD_NS;
                add();
                Thread.sleep(Duration.ofNanos(Math.max(PERIOD_NS / 10, dueNs - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isWanted() {
        running = viewers > 0 && !closed;
        if (!running) {
            frames.clear();
        }
        return running;
    }

    /// A failed frame is skipped, and viewers see that theirs is old.
    private void add() throws InterruptedException {
        try {
            Frame frame = source.next(newest());
            synchronized (this) {
                frames.addLast(frame);
                if (frames.size() > KEPT_FRAMES) {
                    frames.removeFirst();
                }
                notifyAll();
            }
        } catch (TimeoutException e) {
            // The controller is too busy; the next second may work.
        } catch (RuntimeException e) {
            Log.fault(e);
        }
    }

    private synchronized Optional<Frame> newest() {
        return Optional.ofNullable(frames.peekLast());
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
