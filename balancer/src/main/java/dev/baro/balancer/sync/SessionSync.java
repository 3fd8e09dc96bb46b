// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.sync;

import dev.baro.balancer.control.Controller;
import dev.baro.balancer.log.Log;
import dev.baro.balancer.sync.SyncMessage.Again;
import dev.baro.balancer.sync.SyncMessage.Batch;
import dev.baro.balancer.sync.SyncMessage.Receipt;
import dev.baro.balancer.sync.SyncMessage.Verdict;
import dev.baro.core.peer.PeerSessions;
import dev.baro.core.plan.ServicePlan;
import dev.baro.dataplane.kernel.Threads;
import dev.baro.dataplane.sync.Directory;
import dev.baro.dataplane.sync.SessionTap;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Copies this balancer's sessions to its peers, and the peers' sessions into its own table. Without peers, it
/// needs no thread and no map. Forwarding, probing and answers to operators never wait for it.
public final class SessionSync implements AutoCloseable {
    /// A peer whose lag exceeds this counts as behind.
    private static final Duration BEHIND = Duration.ofSeconds(1);

    private final Controller controller;
    private final LongSupplier nowNs;
    private final LoadedGate gate = new LoadedGate();
    private final Map<String, Outbox> outboxes = new ConcurrentHashMap<>();
    private final Map<String, Inbox> inboxes = new ConcurrentHashMap<>();
    /// A lock that is held for reading while a peer's sessions are entered, and for writing while the
    /// tap is being changed.
    private final ReadWriteLock using = new ReentrantReadWriteLock();

    private @Nullable SessionTap tap;
    private volatile SyncLine line = (peer, _) -> {
        throw new IOException(peer + " is not reached");
    };
    private final SyncThread thread;

    /// Creates the session sync, which is idle until there are peers.
    ///
    /// @param nowNs the monotonic time
    public SessionSync(Controller controller, LongSupplier nowNs) {
        this.controller = controller;
        this.nowNs = nowNs;
        this.thread = new SyncThread(this, controller, nowNs);
    }

    /// Records that this balancer has an empty table and these peers, so that it must not serve before
    /// it has their sessions.
    public void expect(Set<String> peers) {
        gate.expect(peers);
    }

    /// The reason why the VIPs' routes must wait; empty if there is none. Never blocks.
    public String waits() {
        List<ServicePlan> services = controller.snapshot().plan().services();
        if (!services.isEmpty() && services.stream().noneMatch(ServicePlan::synced)) {
            return "";
        }
        return gate.reason(
                !services.isEmpty(), peer -> inbox(peer).isComplete(), outboxes::containsKey, nowNs.getAsLong());
    }

    /// Sets the peers to which sessions are copied. Must be called once a second.
    ///
    /// @param to    the connection to the peers
    /// @param self  the name of this balancer
    /// @param peers the peers that are up
    public void peers(SyncLine to, String self, Set<String> peers) {
        line = to;
        outboxes.keySet().stream().filter(peer -> !peers.contains(peer)).forEach(peer -> {
            outboxes.remove(peer);
            inbox(peer).gone();
        });
        for (String peer : peers) {
            outboxes.computeIfAbsent(peer, _ -> new Outbox(speaksForThoseGone(self, peer, peers), nowNs.getAsLong()));
        }
        thread.peers(!peers.isEmpty());
    }

    /// Whether this is the one balancer that also sends a newcomer the copies it has from other balancers,
    /// which may be gone.
    private static boolean speaksForThoseGone(String self, String newcomer, Set<String> peers) {
        return peers.stream().filter(peer -> !peer.equals(newcomer)).allMatch(peer -> self.compareTo(peer) < 0);
    }

    /// Whether these octets are a session sync message rather than a message from another part of Baro.
    public static boolean isOurs(byte[] octets) {
        return SyncMessage.isOne(octets);
    }

    /// Processes a message from a peer. Any thread may call this.
    ///
    /// @throws IllegalArgumentException if the octets are not a message of this version
    public void heard(String peer, byte[] octets) {
        switch (SyncMessage.read(octets)) {
            case Batch batch -> taken(peer, batch);
            case Receipt receipt -> {
                Outbox outbox = outboxes.get(peer);
                if (outbox != null) {
                    Verdict before = outbox.state(nowNs.getAsLong()).verdict();
                    outbox.received(receipt, nowNs.getAsLong());
                    told(peer, before, receipt.verdict());
                }
            }
            case Again() -> {
                Outbox outbox = outboxes.get(peer);
                if (outbox != null) {
                    outbox.again();
                }
            }
        }
    }

    private static void told(String peer, Verdict before, Verdict now) {
        if (before != now && now != Verdict.TAKEN) {
            Log.warning("SESSIONS_REFUSED", "peer", peer, "text", SyncWords.of(now));
        }
    }

    private void taken(String peer, Batch batch) {
        Inbox inbox = inbox(peer);
        Outbox outbox = outboxes.get(peer);
        if (inbox.beginsAnew(batch.stream()) && outbox != null) {
            outbox.again();
        }
        Receipt receipt;
        using.readLock().lock();
        try {
            receipt = inbox.take(batch, tap, controller.directory());
        } finally {
            using.readLock().unlock();
        }
        if (inbox.turnedComplete()) {
            Log.info("SESSIONS_LOADED", "peer", peer, "records", inbox.counts().received());
        }
        send(peer, receipt);
    }

    void send(String peer, SyncMessage message) {
        try {
            line.send(peer, message.octets());
        } catch (IOException e) {
            // The failure does not matter: the peer is silent, or starts a new stream because
            // this message is missing.
        }
    }

    Map<String, Outbox> outboxes() {
        return outboxes;
    }

    Map<String, Inbox> inboxes() {
        return inboxes;
    }

    SyncLine line() {
        return line;
    }

    private Inbox inbox(String peer) {
        return inboxes.computeIfAbsent(peer, _ -> new Inbox());
    }

    /// The current session table, for the thread that copies it.
    @Nullable
    SessionTap tap() {
        return tap;
    }

    void tap(@Nullable SessionTap next) {
        using.writeLock().lock();
        try {
            if (tap != null) {
                tap.close();
            }
            tap = next;
        } finally {
            using.writeLock().unlock();
        }
    }

    /// The state of session copies between this balancer and a peer. Never blocks.
    public PeerSessions of(String peer) {
        Outbox outbox = outboxes.get(peer);
        Inbox.Counts in = inbox(peer).counts();
        Directory directory = controller.directory();
        if (outbox == null || !directory.syncsAny()) {
            return new PeerSessions("off", 0, 0, 0, 0, in.received(), in.entered(), in.refused());
        }
        Outbox.State out = outbox.state(nowNs.getAsLong());
        return new PeerSessions(
                state(out),
                (double) out.lagNs() / TimeUnit.SECONDS.toNanos(1),
                out.waiting(),
                out.sent(),
                out.lost(),
                in.received(),
                in.entered(),
                in.refused());
    }

    private static String state(Outbox.State out) {
        if (out.verdict() != Verdict.TAKEN) {
            return "refused";
        }
        if (out.lagNs() >= BEHIND.toNanos()) {
            return "behind";
        }
        return out.copying() ? "copying" : "in-step";
    }

    @Override
    public void close() {
        thread.close();
        Threads.join(thread.platform());
        if (tap != null) {
            tap.listen(false);
        }
        tap(null);
    }
}
