// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.time.Duration;

/// The means that keep a VIP's client on its real server, in addition to the session itself.
///
/// @param affinity     how long after a client's last packet new sessions from its address still get the same
///                     server; zero if each session is scheduled separately
/// @param onServerDown the treatment of TCP sessions whose server fails its probes
public record SessionKeeping(Duration affinity, OnServerDown onServerDown) {
    public static final SessionKeeping DEFAULTS = new SessionKeeping(Duration.ZERO, OnServerDown.KEEP);
}
