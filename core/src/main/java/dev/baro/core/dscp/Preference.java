// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

/// How suitable a value is for a VIP, from best to worst.
public enum Preference {
    /// The value has no other use, and no deterministic re-marking turns another value into it.
    LOCAL,
    /// A standard defines the value's meaning or may do so, but no other value is re-marked to it.
    STANDARD,
    /// Networks that clear three bits turn other values into this one, whose traffic would then
    /// reach the wrong VIP.
    FOLD_TARGET,
    /// Host software or a network service sets the value.
    IN_USE,
    /// Like [#IN_USE], but on nearly every host or network; used only on request.
    RESERVED
}
