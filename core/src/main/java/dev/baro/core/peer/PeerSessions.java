// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.peer;

import java.util.Map;

/// How sessions are copied between this balancer and one peer.
///
/// @param state      `in-step`, `copying` while the whole table is sent, `behind`, `refused` if the peer cannot
///                   use them, `off` if nothing is copied
/// @param lagSeconds the delay between a change to a session here and its entry at the peer: the longest delay
///                   in the last ten seconds, or the waiting time of the oldest record
/// @param waiting    the records that have not been sent yet
/// @param sent       the records sent since the peer was reached
/// @param lost       the records lost since the peer was reached; after a loss, the peer needs another copy
///                   of the whole table
/// @param received   the records received from the peer since the start
/// @param entered    the received records that were entered in the table here
/// @param refused    the received records that were not entered, by reason
public record PeerSessions(
        String state,
        double lagSeconds,
        long waiting,
        long sent,
        long lost,
        long received,
        long entered,
        Map<String, Long> refused) {
    public static final PeerSessions OFF = new PeerSessions("off", 0, 0, 0, 0, 0, 0, Map.of());

    public PeerSessions {
        refused = Map.copyOf(refused);
    }
}
