// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.sync;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Withholds the routes of a balancer that starts with an empty table until its peers have sent their sessions.
/// The wait is bounded, because a peer that is gone must not prevent this balancer from serving.
final class LoadedGate {
    /// How long to wait for a peer that cannot be reached, counted from the first plan.
    static final Duration UNREACHED = Duration.ofSeconds(5);
    /// How long to wait for a peer that can be reached, counted from the first plan.
    static final Duration MOST = Duration.ofSeconds(15);

    private static final long NOT_BEGUN = Long.MIN_VALUE;

    private Set<String> expected = Set.of();
    private long begunNs = NOT_BEGUN;

    /// @param peers the peers whose sessions this balancer must have before it serves
    synchronized void expect(Set<String> peers) {
        expected = Set.copyOf(peers);
        begunNs = NOT_BEGUN;
    }

    /// @param serves   whether there is a plan; the wait is counted from the first plan
    /// @param complete whether all of a peer's sessions have arrived
    /// @param up       whether a peer can be reached
    /// @return the reason why routes must wait; once empty, it stays empty
    synchronized String reason(boolean serves, Predicate<String> complete, Predicate<String> up, long nowNs) {
        if (expected.isEmpty()) {
            return "";
        }
        if (begunNs == NOT_BEGUN && serves) {
            begunNs = nowNs;
        }
        long waitedNs = begunNs == NOT_BEGUN ? 0 : nowNs - begunNs;
        List<String> missing = expected.stream()
                .filter(peer -> !complete.test(peer))
                .filter(peer -> waitedNs < (up.test(peer) ? MOST : UNREACHED).toNanos())
                .sorted()
                .toList();
        if (missing.isEmpty()) {
            expected = Set.of();
            return "";
        }
        return "waits for the sessions of " + String.join(", ", missing);
    }
}
