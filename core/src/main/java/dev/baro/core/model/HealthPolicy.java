// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.time.Duration;

/// What is made of the results of probes.
///
/// @param strictOrder whether a real server must also pass L7 before it is used; otherwise L4 brings it
///                    up and L7 keeps it up
/// @param ping        whether L3 is probed; without, L4 is the first layer of a server that is not
///                    on a local segment
/// @param holdDown    how long a flapping server must stay good before it is used again, doubled
///                    each time; zero never
/// @param massFailure when a failure is taken for our own
/// @param passive     what is made of clients' SYNs that are repeated without an ACK
public record HealthPolicy(
        boolean strictOrder, boolean ping, Duration holdDown, MassFailurePolicy massFailure, PassivePolicy passive) {
    public static final HealthPolicy DEFAULTS = new HealthPolicy(
            false, true, Duration.ofSeconds(30), new MassFailurePolicy(50, Duration.ofSeconds(30)), PassivePolicy.SHOW);
}
