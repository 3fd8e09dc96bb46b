// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

/// How well a value names a VIP, best first.
public enum Preference {
    /// Nobody else's, and no other value becomes it by a re-marking that has no choice.
    LOCAL,
    /// A standard may give it, or has given it, a meaning; no other value becomes it.
    STANDARD,
    /// Other values become it where three bits are cleared: their traffic would reach the wrong VIP.
    FOLD_TARGET,
    /// Software of hosts, or a service of the network, marks with it by itself.
    IN_USE,
    /// As [#IN_USE], by nearly every host or network; never taken unless told.
    RESERVED
}
