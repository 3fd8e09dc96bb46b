// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.peer;

import java.util.List;
import java.util.Map;

/// The response to `GET /v1/peers`.
///
/// @param name         this balancer's name
/// @param address      the address and port for peers; empty without peers
/// @param fingerprint  the fingerprint of its certificate; empty without peers
/// @param revision     the revision that this balancer runs
/// @param configDigest the digest of that revision's content
/// @param peers        the peers, in the order of their names
/// @param refused      the number of refused connections and messages, by reason
/// @param differences  the differences between this balancer and its peers, and other
///                     notices, one sentence each
public record PeerList(
        String name,
        String address,
        String fingerprint,
        int revision,
        String configDigest,
        List<Peer> peers,
        Map<String, Long> refused,
        List<String> differences) {
    public PeerList {
        peers = List.copyOf(peers);
        refused = Map.copyOf(refused);
        differences = List.copyOf(differences);
    }

    /// The list of a balancer that has no peers.
    public static PeerList alone(String name, int revision, String configDigest) {
        return new PeerList(name, "", "", revision, configDigest, List.of(), Map.of(), List.of());
    }

    /// Another balancer.
    ///
    /// @param state        `up`, `silent`, or `not-joined` for a balancer in the file without a key
    /// @param since        ISO 8601, UTC
    /// @param fingerprint  the fingerprint of the peer's certificate; empty if it has not joined
    /// @param baro         the peer's version of Baro; empty before its first report
    /// @param revision     the revision that the peer runs, as of its last report
    /// @param configDigest the digest of that revision's content; empty before its first report
    /// @param sameConfig   whether this balancer runs a configuration with the same content
    /// @param verdicts     the members that are up according to only one of the two balancers
    /// @param sessions     the state of copying sessions
    public record Peer(
            String name,
            String address,
            String state,
            String since,
            String fingerprint,
            String baro,
            int revision,
            String configDigest,
            boolean sameConfig,
            int verdicts,
            PeerSessions sessions) {
        public boolean up() {
            return state.equals("up");
        }
    }
}
