// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

/// The effect of SYNs that clients repeat without ever sending an ACK.
public enum PassivePolicy {
    /// Servers are not judged.
    OFF,
    /// Servers are judged, and the result is only shown.
    SHOW,
    /// The result is shown, and outliers are taken out of use.
    USE;

    /// The word in the configuration file and in every output: `off`, `show`, `use`.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
