// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is known of the real servers, and what is made of it: which of them may get sessions
/// for which service port.
///
/// @param watched whether anything is probed at all; without, every server is usable
/// @param members every server for every service port that uses it, the disabled ones excepted
/// @param notUpElsewhere the members that no other balancer sees up; nothing where no other has a say
public record Health(
        boolean watched,
        Map<ServiceMember, MemberHealth> members,
        Suspicion suspicion,
        Optional<Set<ServiceMember>> notUpElsewhere) {
    /// Nothing is probed.
    public static final Health UNWATCHED = new Health(false, Map.of(), Suspicion.NONE);

    public Health {
        members = Map.copyOf(members);
        notUpElsewhere = notUpElsewhere.map(Set::copyOf);
    }

    /// As this balancer alone sees it.
    public Health(boolean watched, Map<ServiceMember, MemberHealth> members, Suspicion suspicion) {
        this(watched, members, suspicion, Optional.empty());
    }

    /// With what other balancers see.
    public Health seenElsewhere(Optional<Set<ServiceMember>> notUp) {
        return notUp.equals(notUpElsewhere) ? this : new Health(watched, members, suspicion, notUp);
    }

    /// Whether no balancer has a use for it any more: it is down in every view.
    public boolean isGivenUp(ServiceMember member) {
        return notUpElsewhere.map(notUp -> notUp.contains(member)).orElse(true)
                && of(member).map(MemberHealth::condition).orElse(Condition.UNKNOWN) == Condition.DOWN;
    }

    /// A server that nothing is known of is not used.
    public boolean usable(ServiceMember member) {
        return !watched || of(member).map(MemberHealth::usable).orElse(false);
    }

    public Optional<MemberHealth> of(ServiceMember member) {
        return Optional.ofNullable(members.get(member));
    }
}
