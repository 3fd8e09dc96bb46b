// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.peer;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A balancer's cluster data, stored across restarts as JSON in its state directory.
///
/// @param name    this balancer's name among its peers
/// @param address this balancer's address for peers
/// @param secret  the cluster's secret, hexadecimal
/// @param hashKey the key of the cluster's flow hash, 32 hexadecimal digits
/// @param peers   the peers, in the order of their names
/// @param removed the fingerprints of former peers
public record SavedPeers(
        int version,
        String name,
        String address,
        String secret,
        String hashKey,
        List<SavedPeer> peers,
        List<String> removed) {
    public static final int FORM = 1;

    public SavedPeers {
        peers = List.copyOf(peers);
        removed = List.copyOf(removed);
    }

    /// Another balancer.
    ///
    /// @param fingerprint the fingerprint of the peer's certificate
    public record SavedPeer(String name, String address, String fingerprint) {}

    /// The names of the other balancers.
    public Set<String> names() {
        return peers.stream().map(SavedPeer::name).collect(Collectors.toUnmodifiableSet());
    }

    public Optional<SavedPeer> peer(String wanted) {
        return peers.stream().filter(peer -> peer.name().equals(wanted)).findFirst();
    }

    /// Adds a peer, which replaces any existing peer with the same name. A former peer becomes a peer again.
    public SavedPeers with(SavedPeer peer) {
        List<SavedPeer> all = Stream.concat(
                        peers.stream().filter(other -> !other.name().equals(peer.name())), Stream.of(peer))
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
        List<String> out = removed.stream()
                .filter(former -> !former.equals(peer.fingerprint()))
                .toList();
        return new SavedPeers(version, name, address, secret, hashKey, all, out);
    }

    public SavedPeers without(String former) {
        Stream<String> gone = peer(former).stream().map(SavedPeer::fingerprint);
        List<String> out = Stream.concat(removed.stream(), gone).distinct().toList();
        List<SavedPeer> others =
                peers.stream().filter(peer -> !peer.name().equals(former)).toList();
        return new SavedPeers(version, name, address, secret, hashKey, others, out);
    }

    /// The same data with a different address for this balancer.
    public SavedPeers at(String other) {
        return new SavedPeers(version, name, other, secret, hashKey, peers, removed);
    }

    /// Keeps the secret out of logs.
    @Override
    public String toString() {
        return "SavedPeers[" + name + "]";
    }
}
