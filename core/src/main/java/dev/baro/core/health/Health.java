// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import java.util.Map;
import java.util.Optional;

/// What is known of the real servers, and what is made of it: which of them may get sessions
/// for which service port.
///
/// @param watched whether anything is probed at all; without, every server is usable
/// @param members every server for every service port that uses it, the disabled ones excepted
public record Health(boolean watched, Map<ServiceMember, MemberHealth> members, Suspicion suspicion) {
    /// Nothing is probed.
    public static final Health UNWATCHED = new Health(false, Map.of(), Suspicion.NONE);

    public Health {
        members = Map.copyOf(members);
    }

    /// A server that nothing is known of is not used.
    public boolean usable(ServiceMember member) {
        return !watched || of(member).map(MemberHealth::usable).orElse(false);
    }

    public Optional<MemberHealth> of(ServiceMember member) {
        return Optional.ofNullable(members.get(member));
    }
}
