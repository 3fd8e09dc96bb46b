// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.Set;

/// Combines the health of a real server's service ports into the server's health, and names it.
public final class HealthWord {
    public static final String UP = "up";
    public static final String PARTLY = "partly";
    /// The server is in use, and its port is not probed.
    public static final String NOT_PROBED = "not-probed";
    /// The server is in use, and no probe would detect its failure.
    public static final String NOT_OBSERVED = "not-observed";

    /// The server is usable, but gets new sessions only when too few others can.
    public static final String STANDBY = "standby";

    private static final Set<String> USED = Set.of(UP, NOT_PROBED, NOT_OBSERVED);

    private HealthWord() {}

    /// @return the word for both uses combined; if one use is unobserved, the word shows this
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

    /// Whether the server gets new sessions or stands by, and none of its probes fails.
    public static boolean isFine(String health) {
        return USED.contains(health) || Set.of("unwatched", "unused", STANDBY).contains(health);
    }

    /// Whether a server with this health gets new sessions, at least on some of its ports.
    static boolean takesNewSessions(String health) {
        return USED.contains(health) || Set.of("kept", PARTLY, "unwatched").contains(health);
    }

    /// Converts the form for programs to the form for people: `not-probed` becomes `not probed`.
    public static String shown(String health) {
        return health.replace('-', ' ');
    }
}
