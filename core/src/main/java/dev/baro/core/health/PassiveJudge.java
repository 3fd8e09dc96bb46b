// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import java.util.ArrayList;
import java.util.List;

/// Finds the servers whose clients repeat SYNs far more often than the clients of their peers. With direct
/// server return, a repeated SYN is the only evidence a balancer has that an answer did not reach the
/// client. A server is never judged only by a fixed threshold, because a SYN flood or a bad access network
/// affects all peers alike.
final class PassiveJudge {
    /// Fewer sessions than this prove nothing.
    static final int ENOUGH_SESSIONS = 20;

    /// The number of repeats per session below which no server is blamed.
    private static final double NOTABLE_RATIO = 0.2;

    private static final double TIMES_THE_PEERS = 4;

    /// The threshold, in standard deviations above the number that the peers' ratio predicts.
    private static final double SIGNIFICANCE = 4;

    private PassiveJudge() {}

    /// @param service the counts of each server of one service port over the same time span
    /// @return the outliers; always fewer than half of the servers, because otherwise the cause is elsewhere
    static List<ServiceMember> standingOut(List<PassiveCount> service) {
        long sessions = service.stream().mapToLong(PassiveCount::sessions).sum();
        long repeats = service.stream().mapToLong(PassiveCount::synRepeats).sum();
        List<ServiceMember> found = new ArrayList<>();
        for (PassiveCount one : service) {
            if (standsOut(one, sessions - one.sessions(), repeats - one.synRepeats())) {
                found.add(one.member());
            }
        }
        return found.size() * 2 < service.size() ? List.copyOf(found) : List.of();
    }

    private static boolean standsOut(PassiveCount one, long peerSessions, long peerRepeats) {
        if (one.sessions() < ENOUGH_SESSIONS || peerSessions < ENOUGH_SESSIONS) {
            return false;
        }
        double ratio = (double) one.synRepeats() / one.sessions();
        double expected = (double) peerRepeats / peerSessions;
        double spread = Math.sqrt(Math.max(expected, 1.0 / peerSessions) / one.sessions());
        return ratio >= NOTABLE_RATIO
                && ratio >= TIMES_THE_PEERS * expected
                && ratio >= expected + SIGNIFICANCE * spread;
    }
}
