// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

/// The condition that enough probes have confirmed.
public enum Condition {
    /// Too few probes since the start.
    UNKNOWN,
    UP,
    DOWN;

    /// The word in every output: `unknown`, `up`, `down`.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
