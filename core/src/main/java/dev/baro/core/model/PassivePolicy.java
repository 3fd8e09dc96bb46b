// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

/// What is made of clients' SYNs that are repeated without an ACK.
public enum PassivePolicy {
    /// Not judged.
    OFF,
    /// Shown.
    SHOW,
    /// Shown, and a server that stands out is taken out.
    USE;

    /// The word of the configuration file and of every output: `off`, `show`, `use`.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
