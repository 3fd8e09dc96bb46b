// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import dev.baro.core.peer.SavedPeers;
import dev.baro.core.peer.SavedPeers.SavedPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// This balancer's connections to its peers, from the listening socket to the cluster.
final class PeerLink implements AutoCloseable {
    /// The port on which every balancer listens for its peers.
    static final int PORT = 7431;

    private final Membership membership;
    private final Gate gate;
    private final PeerSockets sockets;
    private final Cluster.Ears ears;
    /// Null until the cluster is formed, which takes a few seconds.
    private volatile @Nullable Cluster cluster;

    private volatile boolean closed;

    private PeerLink(Membership membership, Gate gate, PeerSockets sockets, Cluster.Ears ears) {
        this.membership = membership;
        this.gate = gate;
        this.sockets = sockets;
        this.ears = ears;
    }

    /// Starts to listen, so that other balancers can join.
    ///
    /// @throws IOException if it cannot listen at the balancer's address, or its files are unusable
    static PeerLink open(PeersFile file, SavedPeers saved, RefusalLog refusals, Cluster.Ears ears, LongSupplier nowNs)
            throws IOException {
        file.prepare();
        Identity identity = Identity.in(file.directory(), saved.name());
        Tls tls = Tls.of(identity);
        Newcomers newcomers = new Newcomers();
        Membership membership = new Membership(file, saved, identity.fingerprint(), nowNs, newcomers::changed);
        Gate gate = Gate.open(where(saved.address()), tls, membership, refusals);
        PeerSockets sockets = new PeerSockets(gate, tls, membership, refusals);
        PeerLink link = new PeerLink(membership, gate, sockets, ears);
        newcomers.link = link;
        return link;
    }

    /// Forms a cluster with the reachable peers, after looking for them for at most a few seconds.
    synchronized void form() throws IOException {
        SavedPeers now = membership.now();
        Cluster before = cluster;
        if (before != null) {
            before.close();
        }
        Cluster formed = Cluster.join(now.name(), where(now.address()), others(now), sockets, ears);
        cluster = formed;
        changed(membership.now());
        if (closed) {
            formed.close();
        }
    }

    /// Passes changes of the membership to the link as soon as there is a link.
    private static final class Newcomers {
        private volatile @Nullable PeerLink link;

        void changed(SavedPeers now) {
            PeerLink opened = link;
            if (opened != null) {
                opened.changed(now);
            }
        }
    }

    Membership membership() {
        return membership;
    }

    /// The names of the peers that the cluster currently reaches.
    Set<String> reached() {
        Cluster formed = cluster;
        return formed == null ? Set.of() : formed.members();
    }

    void tell(String text) throws IOException {
        Cluster formed = cluster;
        if (formed != null) {
            formed.tell(text);
        }
    }

    String ask(String name, String text, long timeoutMs) throws IOException {
        Cluster formed = cluster;
        if (formed == null) {
            throw new IOException(name + " is not reached");
        }
        return formed.ask(name, text, timeoutMs);
    }

    void send(String name, byte[] octets) throws IOException {
        Cluster formed = cluster;
        if (formed == null) {
            throw new IOException(name + " is not reached");
        }
        formed.send(name, octets);
    }

    private void changed(SavedPeers now) {
        Cluster formed = cluster;
        if (formed != null) {
            formed.lookAt(others(now));
        }
    }

    private static List<InetSocketAddress> others(SavedPeers saved) {
        return saved.peers().stream()
                .map(SavedPeer::address)
                .map(PeerLink::where)
                .toList();
    }

    static InetSocketAddress where(String address) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), PORT);
    }

    @Override
    public void close() {
        closed = true;
        membership.end();
        Cluster formed = cluster;
        if (formed != null) {
            formed.close();
        }
        gate.close();
    }
}
