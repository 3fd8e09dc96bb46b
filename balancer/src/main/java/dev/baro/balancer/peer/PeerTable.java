// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import dev.baro.balancer.control.Startup;
import dev.baro.balancer.sync.SessionSync;
import dev.baro.core.config.Config;
import dev.baro.core.model.Balancer;
import dev.baro.core.peer.PeerList;
import dev.baro.core.peer.PeerReport;
import dev.baro.core.peer.PeerSessions;
import dev.baro.core.peer.SavedPeers;
import dev.baro.core.peer.SavedPeers.SavedPeer;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Combines this balancer's peers, the balancers in its configuration, and their reports.
///
/// @param here     the report of this balancer
/// @param saved    the balancers that have joined the cluster
/// @param sessions the state of the session copies
record PeerTable(
        Startup startup, Config config, PeerReport here, SavedPeers saved, PeerBook book, SessionSync sessions) {

    /// @param trouble the reason why this balancer cannot reach its peers; may be empty
    PeerList list(String fingerprint, Map<String, Long> refused, String trouble) {
        List<PeerList.Peer> peers = new ArrayList<>();
        saved.peers().forEach(peer -> peers.add(joined(peer)));
        config.balancers().stream()
                .filter(other -> !other.name().equals(here.name()))
                .filter(other -> saved.peer(other.name()).isEmpty())
                .forEach(other -> peers.add(notJoined(other)));
        peers.sort((a, b) -> a.name().compareTo(b.name()));
        List<String> differences = new ArrayList<>();
        if (!trouble.isEmpty()) {
            differences.add(trouble);
        }
        peers.stream().map(this::sentences).forEach(differences::addAll);
        return new PeerList(
                here.name(),
                saved.address(),
                fingerprint,
                here.revision(),
                here.configDigest(),
                peers,
                refused,
                differences);
    }

    private List<String> sentences(PeerList.Peer peer) {
        return switch (peer.state()) {
            case "up" ->
                book.report(peer.name())
                        .map(report -> new Differences(here, report).sentences())
                        .orElse(List.of());
            case "silent" -> List.of(silent(peer));
            default ->
                saved.peers().isEmpty()
                        ? List.of() // without a cluster, balancers may simply share a file
                        : List.of(peer.name()
                                + " is in the file but has not joined: baro peer invite here, baro peer join there");
        };
    }

    private static String silent(PeerList.Peer peer) {
        String last = peer.configDigest().isEmpty() ? "" : "; it ran r" + peer.revision() + " then";
        String since = peer.since().isEmpty() ? " is not reached yet" : " is silent since " + peer.since();
        return peer.name() + since + last + "; this balancer continues alone";
    }

    private PeerList.Peer joined(SavedPeer peer) {
        Optional<PeerReport> report = book.report(peer.name());
        Optional<PeerBook.Standing> standing = book.standing(peer.name());
        Optional<Differences> compared = report.map(said -> new Differences(here, said));
        boolean up = standing.map(PeerBook.Standing::up).orElse(false);
        return new PeerList.Peer(
                peer.name(),
                peer.address(),
                up ? "up" : "silent",
                standing.map(one -> startup.wallTime(one.sinceNs())
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString())
                        .orElse(""),
                peer.fingerprint(),
                report.map(PeerReport::baro).orElse(""),
                report.map(PeerReport::revision).orElse(0),
                report.map(PeerReport::configDigest).orElse(""),
                compared.map(Differences::sameConfig).orElse(false),
                up ? compared.map(Differences::differingMembers).orElse(0) : 0,
                sessions.of(peer.name()));
    }

    private static PeerList.Peer notJoined(Balancer other) {
        return new PeerList.Peer(
                other.name(), other.address().toString(), "not-joined", "", "", "", 0, "", false, 0, PeerSessions.OFF);
    }
}
