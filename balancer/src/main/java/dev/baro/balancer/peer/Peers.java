// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import dev.baro.balancer.control.Controller;
import dev.baro.balancer.control.Startup;
import dev.baro.balancer.control.TunnelSources;
import dev.baro.balancer.history.Elsewhere;
import dev.baro.balancer.log.Log;
import dev.baro.balancer.sync.SessionSync;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// This balancer's role in its cluster. Without peers, clustering costs nothing: no thread, no socket, no
/// JGroups class. Forwarding, probing and answers to operators about this balancer never wait for a peer.
public final class Peers implements AutoCloseable {
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
    private final LinkHolder links;
    private final SessionSync sessions;
    private final AtomicBoolean bringing = new AtomicBoolean();
    private final Semaphore entering = new Semaphore(1);

    private Peers(Startup startup, Controller controller, HashKey hashKey, LocalApply apply, LongSupplier nowNs) {
        this.startup = startup;
        this.controller = controller;
        this.views = new Views(controller, book);
        this.hashKey = hashKey;
        this.nowNs = nowNs;
        this.file = PeersFile.in(startup.settings().stateDirectory());
        this.own = new OwnReport(startup);
        this.sessions = new SessionSync(controller, nowNs);
        Cluster.Ears ears = new Cluster.Ears(this::heard, this::answered, this::heardOfSessions);
        this.links = new LinkHolder(file, self(), refusals, ears, this::tick, nowNs);
        this.agreement = new Agreement(startup.placement().balancer(), apply, book, links);
    }

    /// Reads the stored peers, but does not look for them yet.
    ///
    /// @param hashKey the key of this balancer's flow hash
    public static Peers of(
            Startup startup, Controller controller, HashKey hashKey, LocalApply apply, LongSupplier nowNs) {
        return new Peers(startup, controller, hashKey, apply, nowNs);
    }

    /// Begins to look for stored peers, if there are any, and does not wait for them. Call it once this
    /// balancer's configuration is in force, because peers may change that configuration from then on.
    public void resume() {
        links.resume();
    }

    /// Sends waiting overrides on a different thread than reports, because a stalled peer must not
    /// make this balancer silent.
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
            PeerLink opened = links.link();
            turn(opened == null ? Set.of() : opened.reached());
            sessions.peers(
                    links::send,
                    self(),
                    links.joined().stream().filter(book::up).collect(Collectors.toSet()));
            PeerReport here = own.of(state(), hashKey);
            views.tell(here);
            if (opened != null) {
                opened.tell(Json.write(here));
                bring();
            }
        } catch (IOException e) {
            // The failure needs no report here: peers that did not receive the report show
            // this balancer as silent.
        } catch (RuntimeException e) {
            Log.fault(e);
        }
    }

    private void turn(Set<String> reached) {
        for (PeerBook.Turn turn : book.at(links.joined(), reached, nowNs.getAsLong())) {
            if (turn.up()) {
                Log.info("PEER_UP", "peer", turn.name());
            } else {
                Log.warning("PEER_SILENT", "peer", turn.name(), "text", "this balancer continues alone");
            }
        }
    }

    private String self() {
        return startup.placement().balancer();
    }

    private String answered(String text) {
        try {
            return agreement.answer(text);
        } catch (IllegalArgumentException e) {
            refusals.add(Refusal.BAD_MESSAGE, "a peer", String.valueOf(e.getMessage()), nowNs.getAsLong());
            return Json.write(PeerAnswer.no(PeerAnswer.FAILED, "it could not read the request", 0));
        }
    }

    /// The session copying, which is closed together with this object.
    public SessionSync sessions() {
        return sessions;
    }

    public Agreement agreement() {
        return agreement;
    }

    /// The peers' views, for [dev.baro.balancer.history.RevisionTimer].
    public Elsewhere elsewhere() {
        return views;
    }

    private void heard(String text) {
        try {
            PeerReport report = Json.read(text, PeerReport.class);
            if (links.joined().contains(report.name())) {
                book.heard(report, nowNs.getAsLong());
            }
        } catch (IllegalArgumentException e) {
            refusals.add(Refusal.BAD_MESSAGE, "a peer", String.valueOf(e.getMessage()), nowNs.getAsLong());
        }
    }

    private void heardOfSessions(String peer, byte[] octets) {
        if (!links.joined().contains(peer)) {
            return;
        }
        try {
            sessions.heard(peer, octets);
        } catch (IllegalArgumentException e) {
            refusals.add(Refusal.BAD_MESSAGE, peer, String.valueOf(e.getMessage()), nowNs.getAsLong());
        }
    }

    /// Creates an invitation, and also a cluster if there is none yet.
    ///
    /// @param address this balancer's address for peers; empty for the configured address, or
    /// the host's first address
    /// @throws PeersException if that fails
    public Invitation invite(String address) throws PeersException {
        return alone("invite", () -> {
            Optional<SavedPeers> before = file.read()
                    .filter(saved -> !saved.peers().isEmpty() || saved.name().equals(self()));
            SavedPeers saved = before.isPresent()
                    ? moved(before.get(), address)
                    : founded(Addresses.own(address, TunnelSources.of(state().config(), startup.placement())));
            PeerLink opened = links.opened(saved);
            Instant expires = Instant.now().plus(Invitations.LIFETIME);
            return Invitation.of(
                    IpAddress.parse(saved.address()),
                    PeerLink.PORT,
                    opened.membership().fingerprint(),
                    opened.membership().invite(),
                    expires);
        });
    }

    private interface Work<T> {
        T done() throws IOException, PeersException;
    }

    private <T> T alone(String what, Work<T> work) throws PeersException {
        try {
            if (!entering.tryAcquire(30, TimeUnit.SECONDS)) {
                throw new PeersException("cannot " + what + ": another invite or join is under way", "try again");
            }
            try {
                return work.done();
            } finally {
                entering.release();
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new PeersException("cannot " + what + ": " + e.getMessage(), fix(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PeersException("cannot " + what + ": the daemon is stopping", "try again", e);
        }
    }

    private static String fix(Exception e) {
        return switch (e) {
            case IllegalArgumentException _ -> "ip address shows the addresses of this host";
            case Refusal.RefusedException _ -> "ask the other balancer for a new line: baro peer invite";
            default -> "see baro peer list";
        };
    }

    /// Allows another address while there are no peers, because the first address may have been wrong, so that
    /// it is impossible to listen there.
    private static SavedPeers moved(SavedPeers saved, String address) throws IOException {
        if (address.isEmpty() || Addresses.same(address, saved.address())) {
            return saved;
        }
        if (!saved.peers().isEmpty()) {
            throw new IOException("its peers reach this balancer at " + saved.address()
                    + "; for another address remove them first: baro peer remove NAME for each");
        }
        return saved.at(Addresses.usual(address));
    }

    private SavedPeers founded(String address) throws IOException {
        String secret = Secrets.hex(Secrets.random(32));
        String name = Proof.requireName(self());
        return new SavedPeers(SavedPeers.FORM, name, address, secret, Secrets.hex(hashKey), List.of(), List.of());
    }

    /// Joins the cluster that an invitation names.
    ///
    /// @param address this balancer's address for peers; empty for the address from which it
    /// reaches the other balancer
    /// @return the name of the balancer that sent the invitation
    /// @throws PeersException if that fails
    public String join(Invitation invitation, String address) throws PeersException {
        return alone("join", () -> {
            requireAlone();
            SavedPeers saved = Entry.by(invitation, file, Proof.requireName(self()), address);
            links.enter(saved);
            return joined(saved);
        });
    }

    private void requireAlone() throws IOException {
        Optional<SavedPeers> before = file.read().filter(saved -> !saved.peers().isEmpty());
        if (before.isPresent()) {
            throw new IOException("this balancer is a peer of "
                    + before.get().peers().stream()
                            .map(SavedPeers.SavedPeer::name)
                            .collect(Collectors.joining(", "))
                    + "; to leave them: baro peer remove NAME for each");
        }
    }

    /// From here on, this balancer has joined even if a later step fails, because the other balancer lists
    /// it as a peer.
    private String joined(SavedPeers saved) throws PeersException {
        String inviting = saved.peers().getFirst().name();
        Log.info("PEER_JOINED", "peer", inviting, "peers", saved.peers().size());
        List<String> wrong = new ArrayList<>();
        try {
            PeerLink _ = links.awaited();
        } catch (IOException e) {
            wrong.add(e.getMessage() + "; it will be retried");
        }
        try {
            HashKey shared = Secrets.hashKey(saved.hashKey());
            if (Entry.takesKey(controller, shared)) {
                hashKey = shared;
                sessions.expect(saved.names());
            }
        } catch (IOException e) {
            wrong.add(String.valueOf(e.getMessage()));
        }
        if (!wrong.isEmpty()) {
            throw new PeersException(
                    "this balancer has joined " + inviting + ", but " + String.join("; ", wrong), "see baro peer list");
        }
        return inviting;
    }

    /// Removes a peer. From now on, its connections are refused.
    ///
    /// @throws PeersException if there is no such peer, or the disk fails
    public void remove(String name) throws PeersException {
        try {
            if (!links.joined().contains(name)) {
                throw new IOException(
                        links.unknown().isEmpty()
                                ? "there is no peer " + name + "; see baro peer list"
                                : links.unknown());
            }
            links.remove(name);
            Log.info("PEER_REMOVED", "peer", name);
        } catch (IOException e) {
            throw new PeersException("cannot remove: " + e.getMessage(), "see baro peer list", e);
        }
    }

    /// The state of all other balancers. Does not wait for any of them.
    public PeerList list() {
        State state = state();
        PeerReport here = own.of(state, hashKey);
        PeerLink opened = links.link();
        SavedPeers known = links.saved();
        SavedPeers saved =
                known == null ? new SavedPeers(SavedPeers.FORM, here.name(), "", "", "", List.of(), List.of()) : known;
        return new PeerTable(startup, state.config(), here, saved, book, sessions)
                .list(opened == null ? "" : opened.membership().fingerprint(), refusals.counts(), links.trouble());
    }

    /// Whether there is nothing to show, because this balancer has no peers and the configuration
    /// names no other balancer.
    public boolean isAlone() {
        Config config = state().config();
        boolean named = config.balancers().stream()
                .map(Balancer::name)
                .anyMatch(name -> !name.equals(startup.placement().balancer()));
        return links.saved() == null && links.trouble().isEmpty() && !named;
    }

    private State state() {
        return controller.snapshot().state();
    }

    @Override
    public void close() {
        sessions.close();
        links.close();
    }
}
