// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import dev.baro.balancer.log.Log;
import dev.baro.core.peer.SavedPeers;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Holds the link to the peers. A separate thread opens the link, with retries. The members are known even
/// without a link, because an unreachable peer is still a peer.
final class LinkHolder implements Agreement.Line, AutoCloseable {
    private static final long TICK_MS = 1_000;
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final PeersFile file;
    private final String self;
    private final RefusalLog refusals;
    private final Cluster.Ears ears;
    private final Runnable tick;
    private final LongSupplier nowNs;
    private volatile @Nullable PeerLink link;
    /// The peers of the newest link, or of the link that will be opened next.
    private volatile @Nullable SavedPeers known;

    private volatile String unreadable = "";
    private volatile String trouble = "";
    private @Nullable ScheduledExecutorService thread;

    /// Reads the stored peers, but opens no link yet.
    ///
    /// @param self the name of this balancer
    /// @param tick the callback, called once a second while there is a link, and once more after
    ///             the link has ended
    LinkHolder(PeersFile file, String self, RefusalLog refusals, Cluster.Ears ears, Runnable tick, LongSupplier nowNs) {
        this.file = file;
        this.self = self;
        this.refusals = refusals;
        this.ears = ears;
        this.tick = tick;
        this.nowNs = nowNs;
        try {
            known = file.read().orElse(null);
        } catch (IOException e) {
            unreadable = String.valueOf(e.getMessage());
            Log.error("PEERS_UNREADABLE", "text", unreadable);
        }
    }

    /// Begins to look for the stored peers, if there are any and no search has begun. Does not wait for them.
    synchronized void resume() {
        SavedPeers before = known;
        if (before != null && thread == null) {
            begin(before);
        }
    }

    @Nullable
    PeerLink link() {
        return link;
    }

    /// This balancer and the peers in its cluster; null without a cluster.
    @Nullable
    SavedPeers saved() {
        PeerLink opened = link;
        return opened == null ? known : opened.membership().now();
    }

    @Override
    public Set<String> joined() {
        SavedPeers now = saved();
        return now == null ? Set.of() : now.names();
    }

    @Override
    public String unknown() {
        return unreadable;
    }

    @Override
    public String ask(String name, String text, long timeoutMs) throws IOException {
        PeerLink opened = link;
        if (opened == null) {
            throw new IOException(name + " is not reached");
        }
        return opened.ask(name, text, timeoutMs);
    }

    void send(String name, byte[] octets) throws IOException {
        PeerLink opened = link;
        if (opened == null) {
            throw new IOException(name + " is not reached");
        }
        opened.send(name, octets);
    }

    /// The reason why this balancer cannot reach its peers; may be empty.
    String trouble() {
        return unreadable.isEmpty() ? trouble : "peers are not being contacted: " + unreadable;
    }

    /// Waits without holding the lock, because the thread needs it to publish the link.
    ///
    /// @param wanted the cluster to which the link belongs; a new cluster if the file was deleted
    PeerLink opened(SavedPeers wanted) throws IOException {
        synchronized (this) {
            SavedPeers now = saved();
            if (thread == null
                    || now == null
                    || !now.secret().equals(wanted.secret())
                    || !now.address().equals(wanted.address())) {
                enter(wanted);
            }
        }
        return awaited();
    }

    /// Becomes a member of a cluster.
    ///
    /// @throws IOException if the disk fails; the balancer then stays in its previous cluster
    synchronized void enter(SavedPeers cluster) throws IOException {
        SavedPeers before = saved();
        end(); // the old link must not overwrite the newly saved cluster
        try {
            file.save(cluster);
        } catch (IOException e) {
            if (before != null) {
                begin(before);
            }
            throw e;
        }
        begin(cluster);
    }

    /// Removes a peer. From now on, its connections are refused.
    void remove(String name) throws IOException {
        PeerLink opened = link;
        if (opened == null) {
            removeUnlinked(name);
            return;
        }
        opened.membership().remove(name);
        try {
            opened.form();
        } catch (IOException | RuntimeException e) {
            begin(opened.membership().now());
        }
    }

    private synchronized void removeUnlinked(String name) throws IOException {
        SavedPeers now = saved();
        if (now != null) {
            enter(now.without(name));
        }
    }

    /// Waits until the link is listening. If that fails, the failure is reported to the operator, and opening
    /// the link is retried.
    PeerLink awaited() throws IOException {
        long endNs = nowNs.getAsLong() + PATIENCE.toNanos();
        while (nowNs.getAsLong() - endNs < 0) {
            PeerLink now = link;
            if (now != null) {
                return now;
            }
            if (!trouble.isEmpty()) {
                throw new IOException(trouble);
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
        throw new IOException("the cluster was not formed in time");
    }

    /// Opens the link on a new thread, with retries.
    private synchronized void begin(SavedPeers saved) {
        end();
        known = saved;
        unreadable = "";
        trouble = "";
        ScheduledExecutorService fresh = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("peers").factory());
        thread = fresh;
        fresh.execute(() -> open(saved, fresh));
    }

    private void open(SavedPeers saved, ScheduledExecutorService on) {
        if (!saved.name().equals(self)) {
            renamed(saved, on);
            return;
        }
        try {
            PeerLink fresh = PeerLink.open(file, saved, refusals, ears, nowNs);
            if (!use(fresh, on)) {
                fresh.close();
                return;
            }
            fresh.form();
            formed(on);
        } catch (IOException | RuntimeException e) {
            failed(saved, on, e);
        }
    }

    /// @return whether the link is still open
    private synchronized boolean use(PeerLink fresh, ScheduledExecutorService on) {
        boolean wanted = on.equals(thread);
        if (wanted) {
            link = fresh;
        }
        return wanted;
    }

    private synchronized void formed(ScheduledExecutorService on) {
        if (on.equals(thread)) {
            trouble = "";
            ScheduledFuture<?> _ = on.scheduleAtFixedRate(tick, 0, TICK_MS, TimeUnit.MILLISECONDS);
        }
    }

    /// Does not connect to peers under a new name, because they know the balancer by the name under which it
    /// joined. This balancer must be restarted under that name, or join again.
    private synchronized void renamed(SavedPeers saved, ScheduledExecutorService on) {
        if (on.equals(thread)) {
            trouble = ("peers are not reached, because they know this balancer as %s but its name is now %s; start it"
                            + " with --balancer %s, or remove the peers and join again")
                    .formatted(saved.name(), self, saved.name());
            Log.error("PEERS_NOT_SERVED", "address", saved.address(), "text", trouble);
            on.execute(tick);
        }
    }

    /// Reports a failure, unless its thread has been replaced and must not touch the link.
    private synchronized void failed(SavedPeers saved, ScheduledExecutorService on, Exception e) {
        if (!on.equals(thread)) {
            return;
        }
        drop();
        String why = "peers are not reached, because nothing can listen at %s port %d: %s"
                .formatted(saved.address(), PeerLink.PORT, e.getMessage());
        if (!why.equals(trouble)) {
            Log.error("PEERS_NOT_SERVED", "address", saved.address(), "text", String.valueOf(e.getMessage()));
        }
        trouble = why;
        SavedPeers now = known;
        on.execute(tick);
        ScheduledFuture<?> _ =
                on.schedule(() -> open(now == null ? saved : now, on), RETRY_INTERVAL.toSeconds(), TimeUnit.SECONDS);
    }

    private synchronized void end() {
        ScheduledExecutorService running = thread;
        if (running != null) {
            running.shutdownNow();
            thread = null;
        }
        drop();
    }

    private synchronized void drop() {
        PeerLink opened = link;
        if (opened != null) {
            known = opened.membership().now();
            link = null;
            opened.close();
        }
    }

    @Override
    public void close() {
        end();
    }
}
