// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

/// The treatment of TCP sessions of a real server whose probes fail. UDP sessions always move,
/// because that loses nothing.
public enum OnServerDown {
    /// They stay, so a wrong verdict breaks none. A client of a dead server waits until it gives up.
    KEEP,
    /// They move to another server, which resets them. Clients notice at once, but a wrong verdict
    /// breaks all of them.
    MOVE;

    /// The word in the configuration file and in every output: `keep`, `move`.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
