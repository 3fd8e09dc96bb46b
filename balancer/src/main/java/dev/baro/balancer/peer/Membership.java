// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import dev.baro.balancer.peer.Refusal.RefusedException;
import dev.baro.core.peer.Joining;
import dev.baro.core.peer.SavedPeers;
import dev.baro.core.peer.SavedPeers.SavedPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// The members of the cluster, and the admission of new ones. Any thread may call this. Changes are stored on
/// disk before they take effect.
final class Membership {
    private final PeersFile file;
    private final String fingerprint;
    private final LongSupplier nowNs;
    private final Consumer<SavedPeers> changed;
    private final Invitations invitations = new Invitations();
    private volatile SavedPeers saved;
    private boolean ended;

    /// @param fingerprint the fingerprint of this balancer's certificate
    /// @param changed     the callback, called after every change
    Membership(PeersFile file, SavedPeers saved, String fingerprint, LongSupplier nowNs, Consumer<SavedPeers> changed) {
        this.file = file;
        this.saved = saved;
        this.fingerprint = fingerprint;
        this.nowNs = nowNs;
        this.changed = changed;
    }

    SavedPeers now() {
        return saved;
    }

    String fingerprint() {
        return fingerprint;
    }

    byte[] invite() {
        return invitations.add(nowNs.getAsLong());
    }

    /// Whether a known peer has this address. An unknown host cannot complete a TCP handshake
    /// from a peer's address.
    boolean isPeer(InetAddress address) {
        String text = address.getHostAddress();
        return saved.peers().stream().anyMatch(peer -> Addresses.same(peer.address(), text));
    }

    /// Admits a balancer that has proved that it knows the cluster secret. If the balancer's name is unknown
    /// here, it becomes a member, because it has joined through another balancer.
    synchronized void admit(SavedPeer peer) throws IOException {
        if (saved.removed().contains(peer.fingerprint())) {
            throw new RefusedException(
                    Refusal.REMOVED,
                    peer.name() + " was removed here; to readmit it, invite it from here: baro peer invite");
        }
        SavedPeer known = saved.peer(peer.name()).orElse(peer);
        if (!known.fingerprint().equals(peer.fingerprint()) || peer.name().equals(saved.name())) {
            throw new RefusedException(
                    Refusal.WRONG_KEY,
                    peer.name() + " uses another key than when it joined; if it was reinstalled: baro peer remove "
                            + peer.name() + ", then invite it again");
        }
        if (!saved.peers().contains(peer)) {
            set(saved.with(peer));
        }
    }

    /// Admits a balancer with the token of an invitation.
    synchronized Joining join(SavedPeer peer, String token) throws IOException {
        if (!invitations.use(token, nowNs.getAsLong())) {
            throw new RefusedException(
                    Refusal.BAD_TOKEN,
                    "an invitation is valid once, for 15 minutes; request another: baro peer invite");
        }
        if (peer.name().equals(saved.name())) {
            throw new RefusedException(Refusal.WRONG_KEY, peer.name() + " is also the name of the inviting balancer");
        }
        SavedPeer self = new SavedPeer(saved.name(), saved.address(), fingerprint);
        Joining joining = new Joining(
                saved.name(),
                saved.secret(),
                saved.hashKey(),
                Stream.concat(Stream.of(self), saved.peers().stream())
                        .filter(other -> !other.name().equals(peer.name()))
                        .toList());
        set(saved.with(peer));
        return joining;
    }

    synchronized void remove(String name) throws IOException {
        set(saved.without(name));
    }

    /// Ends this membership, so that another one may replace it.
    synchronized void end() {
        ended = true;
    }

    /// An operator who deletes the file wants this balancer to forget the cluster, so a running daemon must
    /// not restore the file.
    private void set(SavedPeers next) throws IOException {
        if (ended || !file.isThere()) {
            throw new IOException("this balancer has left the cluster");
        }
        file.save(next);
        saved = next;
        changed.accept(next);
    }
}
