// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import dev.baro.balancer.control.Controller;
import dev.baro.balancer.control.Startup;
import dev.baro.balancer.control.TunnelSources;
import dev.baro.balancer.history.Elsewhere;
import dev.baro.balancer.log.Log;
import dev.baro.core.api.Json;
import dev.baro.core.config.Config;
import dev.baro.core.model.Balancer;
import dev.baro.core.model.IpAddress;
import dev.baro.core.peer.Invitation;
import dev.baro.core.peer.PeerAnswer;
import dev.baro.core.peer.PeerList;
import dev.baro.core.peer.PeerReport;
import dev.baro.core.peer.SavedPeers;
import dev.baro.core.plan.State;
import dev.baro.dataplane.forward.HashKey;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What this balancer is to the others of its cluster. Alone, it is nothing: no thread, no socket, no class of
/// JGroups. Nothing that forwards, probes or answers an operator about this balancer waits for a peer.
public final class Peers implements AutoCloseable {
    private static final long TELL_MS = 1_000;
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(5);

    private final Startup startup;
    private final Controller controller;
    private volatile HashKey hashKey;
    private final LongSupplier nowNs;
    private final PeersFile file;
    private final OwnReport own;
    private final PeerBook book = new PeerBook();
    private final Views views;
    private final Agreement agreement;
    private final RefusalLog refusals = new RefusalLog();
    private volatile @Nullable PeerLink link;
    private volatile String trouble = "";
    private final AtomicBoolean bringing = new AtomicBoolean();
    private @Nullable ScheduledExecutorService thread;

    private Peers(Startup startup, Controller controller, HashKey hashKey, LocalApply apply, LongSupplier nowNs) {
        this.startup = startup;
        this.controller = controller;
        this.views = new Views(controller, book);
        this.hashKey = hashKey;
        this.agreement = new Agreement(startup.placement().balancer(), apply, book, new OpenLine());
        this.nowNs = nowNs;
        this.file = PeersFile.in(startup.settings().stateDirectory());
        this.own = new OwnReport(startup);
    }

    /// Looks for the peers that it had before, where it had any. Does not wait for them.
    ///
    /// @param hashKey of the flow hash of this balancer
    public static Peers start(
            Startup startup, Controller controller, HashKey hashKey, LocalApply apply, LongSupplier nowNs) {
        Peers peers = new Peers(startup, controller, hashKey, apply, nowNs);
        peers.resume();
        return peers;
    }

    private void resume() {
        try {
            file.read().ifPresent(this::begin);
        } catch (IOException e) {
            trouble = "peers are not looked for: " + e.getMessage();
            Log.error("PEERS_UNREADABLE", "text", String.valueOf(e.getMessage()));
        }
    }

    /// On its thread, and again until it can.
    private synchronized void begin(SavedPeers saved) {
        end();
        ScheduledExecutorService fresh = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("peers").factory());
        thread = fresh;
        fresh.execute(() -> open(saved, fresh));
    }

    private void open(SavedPeers saved, ScheduledExecutorService on) {
        try {
            PeerLink fresh = PeerLink.open(file, saved, refusals, new Cluster.Ears(this::heard, this::answered), nowNs);
            if (!use(fresh, on)) {
                fresh.close();
                return;
            }
            fresh.form();
            trouble = "";
            ScheduledFuture<?> _ = on.scheduleAtFixedRate(this::tick, 0, TELL_MS, TimeUnit.MILLISECONDS);
        } catch (IOException | RuntimeException e) {
            drop();
            if (on.isShutdown()) {
                return;
            }
            String why = "peers are not reached, because nothing can listen at %s port %d: %s"
                    .formatted(saved.address(), PeerLink.PORT, e.getMessage());
            if (!why.equals(trouble)) {
                Log.error("PEERS_NOT_SERVED", "address", saved.address(), "text", String.valueOf(e.getMessage()));
            }
            trouble = why;
            ScheduledFuture<?> _ = on.schedule(() -> open(saved, on), RETRY_INTERVAL.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /// @return whether nothing has ended it meanwhile
    private synchronized boolean use(PeerLink fresh, ScheduledExecutorService on) {
        boolean wanted = on.equals(thread);
        if (wanted) {
            link = fresh;
        }
        return wanted;
    }

    /// Beside the reports: a peer that stands still must not make this balancer silent.
    private void bring() {
        if (bringing.compareAndSet(false, true)) {
            Thread.ofVirtual().name("peer-overrides").start(() -> {
                try {
                    agreement.bring();
                } finally {
                    bringing.set(false);
                }
            });
        }
    }

    private void tick() {
        try {
            PeerLink opened = link;
            if (opened != null) {
                turn(opened);
                PeerReport here = own.of(state(), hashKey);
                views.tell(here);
                opened.tell(Json.write(here));
                bring();
            }
        } catch (IOException e) {
            // Those that did not hear it take this balancer for silent, and say so.
        } catch (RuntimeException e) {
            Log.fault(e);
        }
    }

    private void turn(PeerLink opened) {
        Set<String> names = names(opened);
        for (PeerBook.Turn turn : book.at(names, opened.reached(), nowNs.getAsLong())) {
            if (turn.up()) {
                Log.info("PEER_UP", "peer", turn.name());
            } else {
                Log.warning("PEER_SILENT", "peer", turn.name(), "text", "this balancer goes on alone");
            }
        }
    }

    private static Set<String> names(PeerLink opened) {
        return opened.membership().now().peers().stream()
                .map(SavedPeers.SavedPeer::name)
                .collect(Collectors.toSet());
    }

    private String self() {
        return startup.placement().balancer();
    }

    private String answered(String text) {
        try {
            return agreement.answer(text);
        } catch (IllegalArgumentException e) {
            refusals.add(Refusal.BAD_MESSAGE, "a peer", String.valueOf(e.getMessage()), nowNs.getAsLong());
            return Json.write(PeerAnswer.no(PeerAnswer.FAILED, "it could not read the question", 0));
        }
    }

    /// As long as there is a link.
    private final class OpenLine implements Agreement.Line {
        @Override
        public Set<String> joined() {
            PeerLink opened = link;
            return opened == null ? Set.of() : names(opened);
        }

        @Override
        public String ask(String name, String text, long timeoutMs) throws IOException {
            PeerLink opened = link;
            if (opened == null) {
                throw new IOException(name + " is not reached");
            }
            return opened.ask(name, text, timeoutMs);
        }
    }

    public Agreement agreement() {
        return agreement;
    }

    /// Serves [dev.baro.balancer.history.RevisionTimer].
    public Elsewhere elsewhere() {
        return views;
    }

    private void heard(String text) {
        try {
            PeerReport report = Json.read(text, PeerReport.class);
            if (isPeer(report.name())) {
                book.heard(report, nowNs.getAsLong());
            }
        } catch (IllegalArgumentException e) {
            refusals.add(Refusal.BAD_MESSAGE, "a peer", String.valueOf(e.getMessage()), nowNs.getAsLong());
        }
    }

    private boolean isPeer(String name) {
        PeerLink opened = link;
        return opened != null && opened.membership().now().peer(name).isPresent();
    }

    /// Makes an invitation, and a cluster where there is none yet.
    ///
    /// @param address where this balancer is to be reached; empty: what the configuration says, or its first one
    /// @throws PeersException where it cannot be
    public Invitation invite(String address) throws PeersException {
        try {
            SavedPeers saved = file.read()
                    .orElseGet(() ->
                            founded(Addresses.own(address, TunnelSources.of(state().config(), startup.placement()))));
            PeerLink opened = opened(saved);
            Instant expires = Instant.now().plus(Invitations.LIFETIME);
            return Invitation.of(
                    IpAddress.parse(saved.address()),
                    PeerLink.PORT,
                    opened.membership().fingerprint(),
                    opened.membership().invite(),
                    expires);
        } catch (IOException | IllegalArgumentException e) {
            throw new PeersException("cannot invite: " + e.getMessage(), e);
        }
    }

    private SavedPeers founded(String address) {
        String secret = Secrets.hex(Secrets.random(32));
        String name = startup.placement().balancer();
        return new SavedPeers(SavedPeers.FORM, name, address, secret, Secrets.hex(hashKey), List.of(), List.of());
    }

    /// Waits without the lock, which the thread of peers takes to show what it has opened.
    private PeerLink opened(SavedPeers saved) throws IOException {
        synchronized (this) {
            if (thread == null) {
                file.save(saved);
                begin(saved);
            }
        }
        return awaited();
    }

    /// Once it listens; what keeps it from that is an answer for an operator, and tried again.
    private PeerLink awaited() throws IOException {
        long endNs = nowNs.getAsLong() + Duration.ofSeconds(10).toNanos();
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

    /// Joins the cluster of an invitation.
    ///
    /// @param address where this balancer is to be reached; empty: the address from which it reaches the other
    /// @return the name of the inviting balancer
    /// @throws PeersException where it cannot
    public String join(Invitation invitation, String address) throws PeersException {
        try {
            Optional<SavedPeers> before =
                    file.read().filter(saved -> !saved.peers().isEmpty());
            if (before.isPresent()) {
                throw new IOException("this balancer is a peer of "
                        + before.get().peers().stream()
                                .map(SavedPeers.SavedPeer::name)
                                .collect(Collectors.joining(", "))
                        + "; to leave them: baro peer remove NAME for each");
            }
            SavedPeers saved = Entry.by(invitation, file, self(), address);
            end();
            file.save(saved);
            begin(saved);
            awaited();
            HashKey shared = Secrets.hashKey(saved.hashKey());
            if (new SharedKey(shared).isTakenBy(controller)) {
                hashKey = shared;
            }
            Log.info(
                    "PEER_JOINED",
                    "peer",
                    saved.peers().getFirst().name(),
                    "peers",
                    saved.peers().size());
            return saved.peers().getFirst().name();
        } catch (IOException | IllegalArgumentException e) {
            throw new PeersException("cannot join: " + e.getMessage(), e);
        }
    }

    /// Forgets a peer and refuses it from now on.
    ///
    /// @throws PeersException where there is no such peer, or the disk does not take it
    public void remove(String name) throws PeersException {
        PeerLink opened = link;
        try {
            if (opened == null || opened.membership().now().peer(name).isEmpty()) {
                throw new IOException("there is no peer " + name + "; see baro peer list");
            }
            opened.membership().remove(name);
            opened.form();
            Log.info("PEER_REMOVED", "peer", name);
        } catch (IOException e) {
            throw new PeersException("cannot remove: " + e.getMessage(), e);
        }
    }

    /// All there is to know of the others. Waits for none of them.
    public PeerList list() {
        State state = state();
        PeerReport here = own.of(state, hashKey);
        PeerLink opened = link;
        SavedPeers saved = opened == null
                ? new SavedPeers(SavedPeers.FORM, here.name(), "", "", "", List.of(), List.of())
                : opened.membership().now();
        return new PeerTable(startup, state.config(), here, saved, book)
                .list(opened == null ? "" : opened.membership().fingerprint(), refusals.counts(), trouble);
    }

    /// Whether it has peers, or the configuration names any: otherwise there is nothing to tell.
    public boolean isAlone() {
        Config config = state().config();
        boolean named = config.balancers().stream()
                .map(Balancer::name)
                .anyMatch(name -> !name.equals(startup.placement().balancer()));
        return link == null && trouble.isEmpty() && !named;
    }

    private State state() {
        return controller.snapshot().state();
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
        link = null;
        if (opened != null) {
            opened.close();
        }
    }

    @Override
    public void close() {
        end();
    }
}
