// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.history;

import dev.baro.core.health.Condition;
import dev.baro.core.plan.Shortage;
import dev.baro.core.plan.State;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Totals over the members of all VIPs.
///
/// @param vips      the number of VIPs; -1 if unknown
/// @param shortVips the number of VIPs with fewer usable members than they need
/// @param members   the number of real servers, each counted once for each of its VIPs
/// @param usable    the number of members that take new sessions
/// @param needed    the number of members that the VIPs need
public record HealthSums(int vips, int shortVips, int members, int usable, int needed) {
    public static final HealthSums UNKNOWN = new HealthSums(-1, 0, 0, 0, 0);

    public static HealthSums of(State state) {
        List<Shortage> each = Shortage.ofEach(state);
        return new HealthSums(
                each.size(),
                (int) each.stream().filter(vip -> vip.usable() < vip.need()).count(),
                state.config().vips().stream()
                        .mapToInt(vip -> vip.servers().size())
                        .sum(),
                each.stream().mapToInt(Shortage::usable).sum(),
                each.stream().mapToInt(Shortage::need).sum());
    }

    /// The names of the real servers that are down on at least one service port.
    public static Set<String> down(State state) {
        Set<String> down = new TreeSet<>();
        state.health().members().forEach((member, health) -> {
            if (health.condition() == Condition.DOWN) {
                down.add(member.server());
            }
        });
        return down;
    }

    public boolean isKnown() {
        return vips >= 0;
    }
}
