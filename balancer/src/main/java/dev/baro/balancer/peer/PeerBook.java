// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import dev.baro.core.peer.PeerReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Holds the latest reports from peers, and which peers are up, that is, reachable in the cluster and with a
/// recent report. A peer with an old report counts as silent.
final class PeerBook {
    /// A report counts as old after the time in which three reports should arrive.
    static final Duration STALE = Duration.ofSeconds(3);

    private final Map<String, Heard> heard = new HashMap<>();
    private final Map<String, Standing> states = new HashMap<>();

    private record Heard(PeerReport report, long atNs) {}

    /// @param sinceNs the monotonic time of the last change
    record Standing(boolean up, long sinceNs) {}

    /// A change: a peer came up or fell silent.
    record Turn(String name, boolean up) {}

    synchronized void heard(PeerReport report, long nowNs) {
        heard.put(report.name(), new Heard(report, nowNs));
    }

    /// Determines whether each peer is up at this time.
    ///
    /// @param peers   the names of all peers
    /// @param members the reachable members of the cluster
    /// @return the changes since the last call
    synchronized List<Turn> at(Set<String> peers, Set<String> members, long nowNs) {
        states.keySet().retainAll(peers);
        heard.keySet().retainAll(peers);
        List<Turn> turns = new ArrayList<>();
        for (String name : peers) {
            boolean up = members.contains(name) && isFresh(name, nowNs);
            Standing before = states.get(name);
            if (before == null || before.up() != up) {
                states.put(name, new Standing(up, nowNs));
                if (before != null || up) {
                    turns.add(new Turn(name, up));
                }
            }
        }
        return turns;
    }

    private boolean isFresh(String name, long nowNs) {
        Heard last = heard.get(name);
        return last != null && nowNs - last.atNs() <= STALE.toNanos();
    }

    synchronized Optional<Standing> standing(String name) {
        return Optional.ofNullable(states.get(name));
    }

    synchronized boolean up(String name) {
        return standing(name).map(Standing::up).orElse(false);
    }

    /// The newest report from a peer, however old it is.
    synchronized Optional<PeerReport> report(String name) {
        return Optional.ofNullable(heard.get(name)).map(Heard::report);
    }

    /// The newest reports from the peers that are up.
    synchronized List<PeerReport> live() {
        return heard.entrySet().stream()
                .filter(entry -> up(entry.getKey()))
                .map(entry -> entry.getValue().report())
                .toList();
    }
}
