// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

/// Which scheduler a VIP uses.
public enum SchedulerKind {
    ROUND_ROBIN,
    LEAST_CONNECTIONS,
    MAGLEV;

    /// The word of the configuration file and of every output: `round-robin`, `least-connections`, `maglev`.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
