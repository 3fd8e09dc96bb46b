// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import java.util.List;

/// That so many servers failed at once that the cause is more likely here than there.
///
/// @param raised  whether it is suspected now
/// @param sinceNs monotonic time since when; 0 when it is not
/// @param failing servers that fail and are used anyway
/// @param of      servers that were up
/// @param checks  those that every one of the failing servers fails and none has passed since they were changed or
///                added, in words; empty when anything else fails, too
public record Suspicion(boolean raised, long sinceNs, int failing, int of, List<String> checks) {
    public static final Suspicion NONE = new Suspicion(false, 0, 0, 0, List.of());

    public Suspicion {
        checks = List.copyOf(checks);
    }
}
