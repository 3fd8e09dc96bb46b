// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

/// That so many servers failed at once that the cause is more likely here than there.
///
/// @param raised  whether it is suspected now
/// @param sinceNs monotonic time since when; 0 when it is not
/// @param failing servers that fail and are used anyway
/// @param of      servers that were up
public record Suspicion(boolean raised, long sinceNs, int failing, int of) {
    public static final Suspicion NONE = new Suspicion(false, 0, 0, 0);
}
