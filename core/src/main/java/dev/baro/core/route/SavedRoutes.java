// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.route;

import java.util.List;

/// The withdrawals by operators and the VIPs with routes in the kernel, as stored across
/// restarts of the daemon.
///
/// @param version   the version of this format: 1
/// @param addresses the addresses of VIPs whose routes this instance added to the kernel
public record SavedRoutes(int version, List<Saved> withdrawals, List<String> addresses) {
    public static final int VERSION = 1;

    public SavedRoutes {
        withdrawals = List.copyOf(withdrawals);
        addresses = List.copyOf(addresses);
    }

    /// @param vip   the VIP; empty for every VIP
    /// @param since ISO 8601, UTC
    public record Saved(String vip, boolean atOnce, String reason, String since) {}
}
