// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.sync;

import dev.baro.balancer.sync.SyncMessage.Verdict;

/// Explains to an operator why a peer cannot use this balancer's sessions.
final class SyncWords {
    private SyncWords() {}

    static String of(Verdict verdict) {
        return switch (verdict) {
            case TAKEN -> "it takes them";
            case OTHER_KEY -> "its flow hash has another key";
            case OTHER_ALGORITHM -> "its version assigns flows to servers differently";
            case OTHER_TABLE -> "its session table is larger; sessions: max must be the same on all balancers";
        };
    }
}
