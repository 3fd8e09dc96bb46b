// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.route;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// All that operators have withdrawn: at most one for a VIP, and one for every VIP. One for a VIP that the
/// configuration does not have stays, and holds when it has it again.
///
/// @param all in the order in which they were set
public record Withdrawals(List<Withdrawal> all) {
    public static final Withdrawals NONE = new Withdrawals(List.of());

    public Withdrawals {
        all = List.copyOf(all);
    }

    /// The one that holds for a VIP: the oldest, because its route has been leaving since.
    public Optional<Withdrawal> of(String vip) {
        return all.stream().filter(withdrawal -> withdrawal.isFor(vip)).findFirst();
    }

    /// Whether there is a withdrawal for every VIP.
    public boolean everyVip() {
        return all.stream().anyMatch(withdrawal -> withdrawal.vip().isEmpty());
    }

    /// A withdrawal that is repeated keeps its time, unless it is now to hold at once; one for every VIP replaces
    /// those for single ones.
    public Withdrawals with(Withdrawal newest) {
        boolean same = all.stream().anyMatch(withdrawal -> withdrawal.vip().equals(newest.vip()));
        if (same && !newest.atOnce()) {
            return this;
        }
        Stream<Withdrawal> others = all.stream().filter(withdrawal -> !newest.isFor(withdrawal.vip()));
        return new Withdrawals(Stream.concat(others, Stream.of(newest)).toList());
    }

    /// @param vip empty: none is left
    public Withdrawals without(String vip) {
        return vip.isEmpty()
                ? NONE
                : new Withdrawals(all.stream()
                        .filter(withdrawal -> !withdrawal.vip().equals(vip))
                        .toList());
    }
}
