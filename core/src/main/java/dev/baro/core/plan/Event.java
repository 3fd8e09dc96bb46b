// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import dev.baro.core.config.Config;
import dev.baro.core.health.Health;
import dev.baro.core.health.ServiceMember;
import java.util.Optional;
import java.util.Set;

/// An event that may change the plan.
public sealed interface Event {

    /// A configuration was read and found valid.
    ///
    /// @param source the origin of the configuration, in the operator's terms: a path
    record ConfigAccepted(Config config, String source) implements Event {}

    /// A configuration was read and refused; the previous one stays.
    ///
    /// @param reason the first problem
    record ConfigRefused(String source, String reason) implements Event {}

    /// The plan of the given revision is in the kernel.
    record PlanApplied(int revision) implements Event {}

    /// The health of servers changed.
    record HealthChanged(Health health) implements Event {}

    /// The kernel rejected the plan of the given revision, so the previous plan stays in force.
    record PlanFailed(int revision, String reason) implements Event {}

    /// An operator overrode the state or the weight of a real server.
    record ServerOverridden(ServerOverride override) implements Event {}

    /// An operator removed the override of a real server.
    ///
    /// @param vip the VIP; empty for every VIP
    record OverrideRemoved(String server, String vip) implements Event {}

    /// Other balancers reported their views. These must be known before a member goes down here.
    ///
    /// @param notUpInAll the members that are up according to no other balancer; absent if no
    /// other balancer's view counts
    record PeersSeen(Optional<Set<ServiceMember>> notUpInAll) implements Event {
        public PeersSeen {
            notUpInAll = notUpInAll.map(Set::copyOf);
        }
    }

    /// Only time has passed: a ramp moves to its next step, or a deadline expires.
    record Ticked() implements Event {}
}
