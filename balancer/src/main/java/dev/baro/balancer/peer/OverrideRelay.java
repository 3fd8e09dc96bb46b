// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import dev.baro.core.api.Json;
import dev.baro.core.peer.OverrideChange;
import dev.baro.core.peer.PeerAnswer;
import dev.baro.core.peer.PeerQuestion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Sends overrides of operators to all peers: immediately to those that are up, and to the others as soon as
/// they are up. The newer of two changes to a server wins on all balancers, in whatever order they arrive.
public final class OverrideRelay {
    /// The maximum number of overrides that wait for one peer, at most one per server: the newest.
    private static final int MAX_WAITING = 4_096;

    private static final int MAX_KNOWN = 65_536;

    private final Sink sink;
    private final Map<String, Map<String, OverrideChange>> waiting = new HashMap<>();
    private final Map<String, Long> newestMs = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MAX_KNOWN; // there must be a limit, because the names come from a peer
        }
    };

    /// Accepts a change from another balancer's operator.
    public interface Sink {
        /// @return the reason why the change failed; empty on success
        /// @throws NotNowException if a retry may succeed
        String take(OverrideChange change) throws NotNowException;
    }

    /// Thrown when the change cannot be accepted now, but may be accepted a moment later.
    public static final class NotNowException extends Exception {
        private static final long serialVersionUID = 1;

        public NotNowException(String why) {
            super(why);
        }
    }

    OverrideRelay(Sink sink) {
        this.sink = sink;
    }

    /// Records a change that an operator made on this balancer.
    ///
    /// @param peers all peers
    synchronized void said(OverrideChange change, Set<String> peers) {
        OverrideChange newest = newer(change);
        newestMs.put(newest.key(), newest.atMs());
        for (String peer : peers) {
            Map<String, OverrideChange> queue = waiting.computeIfAbsent(peer, _ -> new LinkedHashMap<>());
            if (queue.size() < MAX_WAITING || queue.containsKey(newest.key())) {
                queue.put(newest.key(), newest);
            }
        }
    }

    /// Gives a new change a later time than all received changes, whatever the other balancers' clocks show.
    private OverrideChange newer(OverrideChange change) {
        Long known = newestMs.get(change.key());
        return known == null || known < change.atMs() ? change : change.at(known + 1);
    }

    /// The changes that a peer has not received yet.
    synchronized List<OverrideChange> waitingFor(String peer) {
        return new ArrayList<>(waiting.getOrDefault(peer, Map.of()).values());
    }

    /// Records that a peer has applied the change, or has refused it permanently.
    synchronized void done(String peer, OverrideChange change) {
        waiting.getOrDefault(peer, new HashMap<>()).remove(change.key(), change);
    }

    /// Sends the waiting changes to a peer, and stops when a change does not reach the peer.
    void bring(String self, String peer, SharedApply.Asker asker) {
        for (OverrideChange change : waitingFor(peer)) {
            PeerQuestion question = PeerQuestion.plain(PeerQuestion.OVERRIDE, self, "", Json.write(change));
            PeerAnswer answer = asker.ask(peer, question);
            if (answer.result().equals(PeerAnswer.FAILED)) {
                return;
            }
            done(peer, change);
        }
    }

    /// Applies a change that an operator made on a peer.
    PeerAnswer heard(OverrideChange change, int revision) {
        synchronized (this) {
            Long known = newestMs.get(change.key());
            if (known != null && known > change.atMs()) {
                return PeerAnswer.ok(revision); // the local change is newer, and is being sent to the peer
            }
            newestMs.put(change.key(), change.atMs());
        }
        String why;
        try {
            why = sink.take(change);
        } catch (NotNowException e) {
            return PeerAnswer.no(PeerAnswer.FAILED, String.valueOf(e.getMessage()), revision);
        }
        return why.isEmpty() ? PeerAnswer.ok(revision) : PeerAnswer.no(PeerAnswer.INVALID, why, revision);
    }

    /// Drops the changes that are still waiting for former peers.
    synchronized void keepOnly(Set<String> peers) {
        waiting.keySet().retainAll(peers);
    }
}
