// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

/// What becomes of the TCP sessions of a real server whose probes fail. Those of UDP always move: nothing
/// is lost by it.
public enum OnServerDown {
    /// They stay, so that a wrong verdict breaks none; a client of a dead server waits until it gives up.
    KEEP,
    /// They get another server, which resets them: clients learn at once, and a wrong verdict
    /// breaks all of them.
    MOVE;

    /// The word of the configuration file and of every output: `keep`, `move`.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
