// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

/// The operator's setting for a real server, independent of health.
public enum ServerState {
    /// The server takes new sessions.
    ENABLED,
    /// The server takes no new sessions; existing ones continue until they end.
    DRAIN,
    /// The server gets no packets at all.
    DISABLED;

    /// The word in the configuration file and in every output: `enabled`, `drain`, `disabled`.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
