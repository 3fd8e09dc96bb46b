// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import java.util.List;

/// The suspicion that simultaneous failures of many servers have their cause in this balancer.
///
/// @param raised  whether it holds now
/// @param sinceNs the monotonic start; 0 if it does not hold
/// @param failing the failing servers that stay in use
/// @param of      the number of servers that were up
/// @param checks  the descriptions of the checks that all failing servers fail and that none has passed since they
///                were changed or added; empty if anything else fails
public record Suspicion(boolean raised, long sinceNs, int failing, int of, List<String> checks) {
    public static final Suspicion NONE = new Suspicion(false, 0, 0, 0, List.of());

    public Suspicion {
        checks = List.copyOf(checks);
    }
}
