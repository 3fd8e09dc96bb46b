// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.sync;

import dev.baro.balancer.control.Controller;
import dev.baro.balancer.control.Forwarding;
import dev.baro.balancer.control.Mailbox;
import dev.baro.balancer.log.Log;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.sync.Directory;
import dev.baro.dataplane.sync.SessionTap;
import dev.baro.dataplane.sync.Told;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Collects changes to sessions every few milliseconds, and sends them to peers. The thread starts
/// with the first peer.
final class SyncThread implements AutoCloseable {
    private static final Duration BUSY_PAUSE = Duration.ofMillis(5);
    private static final Duration QUIET_PAUSE = Duration.ofMillis(20);
    private static final Duration ALONE_PAUSE = Duration.ofSeconds(1);
    /// How long the thread keeps polling at its busy rate after the last news.
    private static final Duration BUSY = Duration.ofSeconds(2);

    /// The maximum number of buckets that a walk through the table visits in one turn.
    private static final int MOST_BUCKETS = 65_536;

    private final SessionSync sync;
    private final Controller controller;
    private final LongSupplier nowNs;
    private final Thread platform;
    private volatile boolean hasPeers;
    private volatile boolean closed;

    // The following fields belong to this thread.
    private Directory directory = Directory.EMPTY;
    private int untold;
    private long newsNs;
    private long walkBegunNs;
    private int walkNumber;
    private int nextBucket;
    private boolean listening;

    SyncThread(SessionSync sync, Controller controller, LongSupplier nowNs) {
        this.sync = sync;
        this.controller = controller;
        this.nowNs = nowNs;
        this.platform = Thread.ofPlatform().name("session-sync").daemon().unstarted(this::run);
    }

    Thread platform() {
        return platform;
    }

    synchronized void peers(boolean some) {
        boolean first = some && !hasPeers;
        hasPeers = some;
        if (some && platform.getState() == Thread.State.NEW && !closed) {
            platform.start();
        } else if (first) {
            LockSupport.unpark(platform);
        }
    }

    private void run() {
        while (!closed) {
            try {
                turn();
                LockSupport.parkNanos(pause().toNanos());
            } catch (InterruptedException e) {
                return; // close() has interrupted this thread
            } catch (TimeoutException | DataplaneException e) {
                LockSupport.parkNanos(ALONE_PAUSE.toNanos());
            } catch (RuntimeException | Error e) {
                Log.fault(e);
                LockSupport.parkNanos(ALONE_PAUSE.toNanos());
            }
        }
    }

    private Duration pause() {
        if (!hasPeers || sync.tap() == null) {
            return ALONE_PAUSE;
        }
        return nowNs.getAsLong() - newsNs < BUSY.toNanos() ? BUSY_PAUSE : QUIET_PAUSE;
    }

    private void turn() throws TimeoutException, InterruptedException {
        SessionTap tap = tapped();
        if (tap == null) {
            return;
        }
        Directory now = controller.directory();
        if (now.isNone()) {
            return; // the maps are being recreated
        }
        if (!now.equals(directory)) {
            directory = now;
            askAgain();
        }
        listen(tap, hasPeers && directory.syncsAny());
        if (listening) {
            tell(tap);
            remind(tap);
        }
        sync.outboxes().forEach((peer, outbox) -> send(peer, outbox, tap));
    }

    /// The tap of the current maps. When the flow hash gets a new key, the maps are replaced.
    private @Nullable SessionTap tapped() throws TimeoutException, InterruptedException {
        SessionTap tap = sync.tap();
        if (!hasPeers && !listening || tap != null && !controller.directory().isNone()) {
            return tap;
        }
        Optional<SessionTap> opened = Mailbox.await(controller.ask(Forwarding::tap));
        opened.ifPresent(fresh -> {
            fresh.listen(false);
            fresh.discard();
            sync.tap(fresh);
            sync.inboxes().values().forEach(Inbox::beginAgain);
            untold = fresh.untold();
            listening = false;
            directory = Directory.EMPTY;
        });
        return sync.tap();
    }

    private void listen(SessionTap tap, boolean on) {
        if (on != listening) {
            tap.listen(on);
            listening = on;
            walkBegunNs = nowNs.getAsLong();
            nextBucket = 0;
        }
    }

    /// Asks peers to repeat messages about servers that were unknown when the messages arrived.
    private void askAgain() {
        sync.inboxes().forEach((peer, inbox) -> {
            if (inbox.wantsAgain()) {
                sync.send(peer, new SyncMessage.Again());
            }
        });
    }

    private void tell(SessionTap tap) {
        List<Told> news = tap.take(directory);
        int now = tap.untold();
        if (now != untold) {
            long lost = Integer.toUnsignedLong(now - untold);
            sync.outboxes().values().forEach(outbox -> outbox.lost(lost));
            untold = now;
        }
        if (!news.isEmpty()) {
            newsNs = nowNs.getAsLong();
            sync.outboxes().values().forEach(outbox -> outbox.add(news));
        }
    }

    /// Continues the walk through the table, so that each live session is reported to peers before their
    /// copy of it expires.
    private void remind(SessionTap tap) {
        int seconds = tap.refreshSeconds(directory);
        double part = (double) (nowNs.getAsLong() - walkBegunNs) / TimeUnit.SECONDS.toNanos(seconds);
        int until = (int) Math.min(Math.min(tap.buckets(), part * tap.buckets()), nextBucket + MOST_BUCKETS);
        if (until > nextBucket) {
            List<Told> known = new ArrayList<>();
            SessionTap.Wanted wanted = SessionTap.Wanted.refresh(seconds, walkNumber);
            tap.walk(nextBucket, until - nextBucket, wanted, directory, known::add);
            nextBucket = until;
            sync.outboxes().values().forEach(outbox -> outbox.remind(known));
        }
        if (nextBucket == tap.buckets()) {
            walkBegunNs = nowNs.getAsLong();
            nextBucket = 0;
            walkNumber++;
        }
    }

    private void send(String peer, Outbox outbox, SessionTap tap) {
        if (outbox.restartIfBroken(nowNs.getAsLong())) {
            Log.warning(
                    "SESSIONS_BEHIND",
                    "peer",
                    peer,
                    "text",
                    "no acknowledgement arrived in time; all sessions are sent again");
        }
        Optional<byte[]> next = outbox.next(tap, directory, nowNs.getAsLong());
        while (next.isPresent() && !closed) {
            try {
                sync.line().send(peer, next.get());
            } catch (IOException e) {
                return; // the peer is silent, or missing receipts cause a new stream
            }
            next = outbox.next(tap, directory, nowNs.getAsLong());
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        platform.interrupt();
        LockSupport.unpark(platform);
    }
}
