// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

/// What the operator wants of a real server; health is another matter.
public enum ServerState {
    /// Takes new sessions.
    ENABLED,
    /// Takes no new sessions; those it has go on until they end.
    DRAIN,
    /// Takes no packets at all.
    DISABLED;

    /// The word of the configuration file and of every output: `enabled`, `drain`, `disabled`.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
