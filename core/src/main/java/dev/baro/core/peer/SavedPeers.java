// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.peer;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a balancer keeps of its cluster over a restart, as JSON in its state directory.
///
/// @param name    by which its peers know this balancer
/// @param address where they reach it
/// @param secret  of the cluster, hexadecimal
/// @param hashKey of the cluster's flow hash, 32 hexadecimal digits
/// @param peers   in the order of their names
/// @param removed fingerprints of former peers
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

    /// One of the others.
    ///
    /// @param fingerprint of its certificate
    public record SavedPeer(String name, String address, String fingerprint) {}

    /// Of the others.
    public Set<String> names() {
        return peers.stream().map(SavedPeer::name).collect(Collectors.toUnmodifiableSet());
    }

    public Optional<SavedPeer> peer(String wanted) {
        return peers.stream().filter(peer -> peer.name().equals(wanted)).findFirst();
    }

    /// The newest of a name replaces the one before; a former peer is one again.
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

    /// The same, reached at another address.
    public SavedPeers at(String other) {
        return new SavedPeers(version, name, other, secret, hashKey, peers, removed);
    }

    /// A secret is no business of logs.
    @Override
    public String toString() {
        return "SavedPeers[" + name + "]";
    }
}
