// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.sessions;

import java.time.Duration;

/// The size of the scenario `sessions`.
///
/// @param connections the connections opened for round robin; a multiple of six
/// @param held        the connections kept open while a server drains
/// @param hashed      the connections kept open while the servers of the hash change
/// @param control     how long the load runs without any event
public record SessionsScale(
        int connections, int held, int hashed, int kills, int swaps, int reloads, int rollbacks, Duration control) {
    public static final SessionsScale FULL =
            new SessionsScale(60_000, 2_000, 1_000, 10, 200, 500, 20, Duration.ofSeconds(10));

    /// The scale for the test that runs with every build.
    public static final SessionsScale SMALL = new SessionsScale(6_000, 300, 200, 2, 10, 20, 3, Duration.ofSeconds(2));
}
