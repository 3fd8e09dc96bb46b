// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import dev.baro.core.config.Config;
import dev.baro.core.health.Health;
import dev.baro.core.health.ServiceMember;
import java.util.Optional;
import java.util.Set;

/// Something that happened and may change what should be true.
public sealed interface Event {

    /// A configuration was read and found valid.
    ///
    /// @param source where it came from, in the operator's terms: a path
    record ConfigAccepted(Config config, String source) implements Event {}

    /// A configuration was read and refused; the one before stays.
    ///
    /// @param reason the first problem
    record ConfigRefused(String source, String reason) implements Event {}

    /// The kernel half holds the plan of the given revision.
    record PlanApplied(int revision) implements Event {}

    /// What is made of probes has changed.
    record HealthChanged(Health health) implements Event {}

    /// The kernel half could not be brought to the plan of the given revision; what it had before still holds.
    record PlanFailed(int revision, String reason) implements Event {}

    /// An operator overrode the state or the weight of a real server.
    record ServerOverridden(ServerOverride override) implements Event {}

    /// An operator removed the override of a real server.
    ///
    /// @param vip empty: in every VIP
    record OverrideRemoved(String server, String vip) implements Event {}

    /// Other balancers have told what they see, whatever is seen here: it must be known before a member goes down.
    ///
    /// @param notUpInAll the members that none of them sees up; nothing where none has a say
    record PeersSeen(Optional<Set<ServiceMember>> notUpInAll) implements Event {
        public PeersSeen {
            notUpInAll = notUpInAll.map(Set::copyOf);
        }
    }

    /// Nothing but time has passed: a ramp leaves its step, or a deadline is over.
    record Ticked() implements Event {}
}
