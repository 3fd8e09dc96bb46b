// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

/// A condition that enough consecutive probes have confirmed.
public enum Condition {
    /// There have been too few probes since the start.
    UNKNOWN,
    UP,
    DOWN;

    /// The condition's name in every output: `unknown`, `up`, `down`.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
