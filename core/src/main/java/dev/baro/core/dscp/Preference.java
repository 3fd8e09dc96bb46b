// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

/// The suitability of a value for a VIP, best first.
public enum Preference {
    /// Unused by others, and no deterministic re-marking turns another value into it.
    LOCAL,
    /// A standard defines its meaning or may do so; no other value becomes it.
    STANDARD,
    /// Other values become it where three bits are cleared: their traffic would reach the wrong VIP.
    FOLD_TARGET,
    /// Host software or a network service sets it.
    IN_USE,
    /// Like [#IN_USE], by nearly every host or network; used only on request.
    RESERVED
}
