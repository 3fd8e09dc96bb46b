// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.List;

/// The overrides of operators, as they are kept over a restart of the daemon.
///
/// @param version of this form: 1
public record SavedOverrides(int version, List<Saved> overrides) {
    public static final int VERSION = 1;

    public SavedOverrides {
        overrides = List.copyOf(overrides);
    }

    /// @param vip empty: every VIP
    /// @param kind `drain`, `disabled` or `weight`
    /// @param weight of kind `weight`
    /// @param since ISO 8601, UTC
    /// @param deadline of kind `drain`, ISO 8601, UTC; empty: none
    public record Saved(
            String server, String vip, String kind, int weight, String reason, String since, String deadline) {}
}
