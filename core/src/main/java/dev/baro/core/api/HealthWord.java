// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.Set;

/// Combines the health of a real server's service ports into the server's health, and names it.
public final class HealthWord {
    public static final String UP = "up";
    public static final String PARTLY = "partly";
    /// The server is in use; its port is not probed.
    public static final String NOT_PROBED = "not-probed";
    /// The server is in use; no probe would notice its failure.
    public static final String NOT_OBSERVED = "not-observed";

    /// Usable, but gets new sessions only when too few other servers can.
    public static final String STANDBY = "standby";

    private static final Set<String> USED = Set.of(UP, NOT_PROBED, NOT_OBSERVED);

    private HealthWord() {}

    /// @return the word for both uses together; an unobserved use is never hidden behind others
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

    /// Whether it gets new sessions or stands by, and no probe fails.
    public static boolean isFine(String health) {
        return USED.contains(health) || Set.of("unwatched", "unused", STANDBY).contains(health);
    }

    /// Whether a server with this health gets new sessions, at least on some of its ports.
    static boolean takesNewSessions(String health) {
        return USED.contains(health) || Set.of("kept", PARTLY, "unwatched").contains(health);
    }

    /// `not probed` for `not-probed`, the form for programs.
    public static String shown(String health) {
        return health.replace('-', ' ');
    }
}
