// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

/// The scheduler of a VIP.
public enum SchedulerKind {
    ROUND_ROBIN,
    LEAST_CONNECTIONS,
    MAGLEV;

    /// The word in the configuration file and in every output: `round-robin`, `least-connections`, `maglev`.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
