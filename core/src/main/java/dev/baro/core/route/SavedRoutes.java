// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.route;

import java.util.List;

/// What an operator withdrew, and whose routes are in the kernel, as it is kept over a restart of the daemon.
///
/// @param version   of this form: 1
/// @param addresses of VIPs whose routes this instance has put into the kernel
public record SavedRoutes(int version, List<Saved> withdrawals, List<String> addresses) {
    public static final int VERSION = 1;

    public SavedRoutes {
        withdrawals = List.copyOf(withdrawals);
        addresses = List.copyOf(addresses);
    }

    /// @param vip   empty: every VIP
    /// @param since ISO 8601, UTC
    public record Saved(String vip, boolean atOnce, String reason, String since) {}
}
