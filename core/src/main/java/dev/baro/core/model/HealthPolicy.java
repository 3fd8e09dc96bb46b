// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.time.Duration;

/// How the results of probes affect the use of servers.
///
/// @param strictOrder whether a real server must also pass L7 before it is used; otherwise L4 brings it up and
///                    L7 keeps it up
/// @param ping        whether L3 is probed; otherwise L4 is the first layer of a server that is not
///                    on a local segment
/// @param holdDown    how long a flapping server must stay healthy before it is used again, doubled each
///                    time; zero disables it
/// @param massFailure the conditions under which the balancer takes a failure for its own
/// @param passive     the effect of clients' SYNs that are repeated without an ACK
public record HealthPolicy(
        boolean strictOrder, boolean ping, Duration holdDown, MassFailurePolicy massFailure, PassivePolicy passive) {
    public static final HealthPolicy DEFAULTS = new HealthPolicy(
            false, true, Duration.ofSeconds(30), new MassFailurePolicy(50, Duration.ofSeconds(30)), PassivePolicy.SHOW);
}
