// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.route;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// All withdrawals by operators: at most one for each VIP, and one for every VIP. The withdrawal of a VIP that
/// is no longer in the configuration stays, and applies when the VIP returns.
///
/// @param all all withdrawals, in the order in which they were set
public record Withdrawals(List<Withdrawal> all) {
    public static final Withdrawals NONE = new Withdrawals(List.of());

    public Withdrawals {
        all = List.copyOf(all);
    }

    /// The effective withdrawal of a VIP: the oldest one, because the route began to leave at that time.
    public Optional<Withdrawal> of(String vip) {
        return all.stream().filter(withdrawal -> withdrawal.isFor(vip)).findFirst();
    }

    /// Whether there is a withdrawal for every VIP.
    public boolean everyVip() {
        return all.stream().anyMatch(withdrawal -> withdrawal.vip().isEmpty());
    }

    /// Adds a withdrawal. A repeated withdrawal keeps its time, unless it is now immediate. A withdrawal of
    /// every VIP replaces those of single VIPs.
    public Withdrawals with(Withdrawal newest) {
        boolean same = all.stream().anyMatch(withdrawal -> withdrawal.vip().equals(newest.vip()));
        if (same && !newest.atOnce()) {
            return this;
        }
        Stream<Withdrawal> others = all.stream().filter(withdrawal -> !newest.isFor(withdrawal.vip()));
        return new Withdrawals(Stream.concat(others, Stream.of(newest)).toList());
    }

    /// @param vip the VIP; empty to remove all withdrawals
    public Withdrawals without(String vip) {
        return vip.isEmpty()
                ? NONE
                : new Withdrawals(all.stream()
                        .filter(withdrawal -> !withdrawal.vip().equals(vip))
                        .toList());
    }
}
