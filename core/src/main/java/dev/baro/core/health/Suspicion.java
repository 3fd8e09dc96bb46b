// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import java.util.List;

/// The suspicion that this balancer is the cause of simultaneous failures of many servers.
///
/// @param raised  whether the suspicion exists now
/// @param sinceNs the monotonic time when the suspicion began; 0 if there is none
/// @param failing the failing servers that stay in use
/// @param of      the number of servers that were up
/// @param checks  the descriptions of the checks that all failing servers fail, and that no server has passed
///                since the checks were changed or added; empty if any other check fails
public record Suspicion(boolean raised, long sinceNs, int failing, int of, List<String> checks) {
    public static final Suspicion NONE = new Suspicion(false, 0, 0, 0, List.of());

    public Suspicion {
        checks = List.copyOf(checks);
    }
}
