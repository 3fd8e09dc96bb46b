// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.util.Locale;
import java.util.stream.Stream;

/// The scheduler of a VIP.
public enum SchedulerKind {
    ROUND_ROBIN,
    LEAST_CONNECTIONS,
    MAGLEV;

    /// The word in the configuration file and in every output, such as `round-robin`.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Whether flows follow the hash and need no session, except after a change of the servers.
    public boolean followsHash() {
        return this == MAGLEV;
    }

    /// The same by the scheduler's word; false for a word that no scheduler has.
    public static boolean followsHash(String word) {
        return Stream.of(values())
                .anyMatch(kind -> kind.followsHash() && kind.word().equals(word));
    }
}
