// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

/// The treatment of the TCP sessions of a real server whose probes fail. UDP sessions always move, because
/// moving them loses nothing.
public enum OnServerDown {
    /// Sessions stay on the server, so a wrong verdict breaks no session. The clients of a dead server wait
    /// until they give up.
    KEEP,
    /// Sessions move to another server, which resets them. Clients notice immediately, but a wrong
    /// verdict breaks every session.
    MOVE;

    /// The word in the configuration file and in every output: `keep`, `move`.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
