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

/// The members of the cluster, and the admission of new ones. Any thread may call this. Changes are on disk
/// before they take effect.
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

    /// Whether a peer is known at this address. A stranger cannot finish a TCP handshake from it.
    boolean isPeer(InetAddress address) {
        String text = address.getHostAddress();
        return saved.peers().stream().anyMatch(peer -> Addresses.same(peer.address(), text));
    }

    /// Admits a balancer that has proved the cluster's secret. One with a new name becomes a member, because it
    /// has joined at another balancer.
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

    /// Another one may replace it from now on.
    synchronized void end() {
        ended = true;
    }

    /// Deleting the file means forgetting it, so a running daemon must not restore it.
    private void set(SavedPeers next) throws IOException {
        if (ended || !file.isThere()) {
            throw new IOException("this balancer has left the cluster");
        }
        file.save(next);
        saved = next;
        changed.accept(next);
    }
}
