// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.Set;

/// How the health of a real server for one service port adds up to that of the server, and reads to people.
public final class HealthWord {
    public static final String UP = "up";
    public static final String PARTLY = "partly";
    /// Used, and its port is not probed.
    public static final String NOT_PROBED = "not-probed";
    /// Used, and no probe would notice that it is dead.
    public static final String NOT_OBSERVED = "not-observed";

    /// Usable, and gets new sessions only once too few of the others do.
    public static final String STANDBY = "standby";

    private static final Set<String> USED = Set.of(UP, NOT_PROBED, NOT_OBSERVED);

    private HealthWord() {}

    /// @return the word for both uses together; one that nothing observes is not hidden behind others
    public static String together(String one, String other) {
        if (one.equals(other)) {
            return one;
        }
        if (one.equals(STANDBY) || other.equals(STANDBY)) {
            return one.equals(STANDBY) ? other : one;
        }
        if (!USED.contains(one) || !USED.contains(other)) {
            return PARTLY;
        }
        return one.equals(NOT_OBSERVED) || other.equals(NOT_OBSERVED) ? NOT_OBSERVED : UP;
    }

    /// Whether it gets new sessions or waits to, and nothing that is probed fails.
    public static boolean isFine(String health) {
        return USED.contains(health) || Set.of("unwatched", "unused", STANDBY).contains(health);
    }

    /// Whether new sessions come to a server of this health, on some of its ports at least.
    static boolean takesNewSessions(String health) {
        return USED.contains(health) || Set.of("kept", PARTLY, "unwatched").contains(health);
    }

    /// `not probed` for `not-probed`, which is one word to programs.
    public static String shown(String health) {
        return health.replace('-', ' ');
    }
}
