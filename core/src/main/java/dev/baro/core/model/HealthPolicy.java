// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.time.Duration;

/// How the results of probes affect the use of servers.
///
/// @param strictOrder whether a real server must also pass L7 before it is used; otherwise L4 brings it up and
///                    L7 keeps it up
/// @param ping        whether L3 is probed; otherwise, for a server that is not on a local segment, L4 is
///                    the lowest layer probed
/// @param holdDown    how long a flapping server must stay healthy before it is used again, doubled each
///                    time; zero disables it
/// @param massFailure the conditions under which the balancer blames itself for a failure
/// @param passive     the effect of SYNs that clients repeat without ever sending an ACK
public record HealthPolicy(
        boolean strictOrder, boolean ping, Duration holdDown, MassFailurePolicy massFailure, PassivePolicy passive) {
    public static final HealthPolicy DEFAULTS = new HealthPolicy(
            false, true, Duration.ofSeconds(30), new MassFailurePolicy(50, Duration.ofSeconds(30)), PassivePolicy.SHOW);
}
