// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The health of the real servers, and the resulting decision: which servers may get sessions
/// for which service port.
///
/// @param watched        whether anything is probed; if not, every server is usable
/// @param members        every server for every service port that uses it, except disabled ones
/// @param notUpElsewhere the members that no other balancer reports up; absent if no other balancer counts
public record Health(
        boolean watched,
        Map<ServiceMember, MemberHealth> members,
        Suspicion suspicion,
        Optional<Set<ServiceMember>> notUpElsewhere) {
    /// The health when nothing is probed.
    public static final Health UNWATCHED = new Health(false, Map.of(), Suspicion.NONE);

    public Health {
        members = Map.copyOf(members);
        notUpElsewhere = notUpElsewhere.map(Set::copyOf);
    }

    /// The health as seen by this balancer only.
    public Health(boolean watched, Map<ServiceMember, MemberHealth> members, Suspicion suspicion) {
        this(watched, members, suspicion, Optional.empty());
    }

    /// The health with the views of other balancers.
    public Health seenElsewhere(Optional<Set<ServiceMember>> notUp) {
        return notUp.equals(notUpElsewhere) ? this : new Health(watched, members, suspicion, notUp);
    }

    /// Whether the member is down in the view of every balancer.
    public boolean isGivenUp(ServiceMember member) {
        return notUpElsewhere.map(notUp -> notUp.contains(member)).orElse(true)
                && of(member).map(MemberHealth::condition).orElse(Condition.UNKNOWN) == Condition.DOWN;
    }

    /// Whether a server may get sessions; false for a server whose health is unknown.
    public boolean usable(ServiceMember member) {
        return !watched || of(member).map(MemberHealth::usable).orElse(false);
    }

    public Optional<MemberHealth> of(ServiceMember member) {
        return Optional.ofNullable(members.get(member));
    }
}
