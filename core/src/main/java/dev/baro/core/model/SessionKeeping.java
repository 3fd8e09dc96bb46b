// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.time.Duration;

/// What holds a client of one VIP to its real server, beyond the session itself.
///
/// @param affinity how long after its last packet a client's address gets the same server again for new
///     sessions; zero: every session is given away by itself
/// @param onServerDown what becomes of TCP sessions when the probes of their server fail
public record SessionKeeping(Duration affinity, OnServerDown onServerDown) {
    public static final SessionKeeping DEFAULTS = new SessionKeeping(Duration.ZERO, OnServerDown.KEEP);
}
