// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

/// What probes have shown often enough to be believed.
public enum Condition {
    /// Not probed often enough since the start.
    UNKNOWN,
    UP,
    DOWN;

    /// The word of every output: `unknown`, `up`, `down`.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
