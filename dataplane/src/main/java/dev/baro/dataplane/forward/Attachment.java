// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import java.util.Locale;

/// An interface on which packets for VIPs arrive, and what became of it.
///
/// @param interfaceName as it is configured
/// @param reason        why the driver does not run the program itself, or why nothing runs it; may be empty
public record Attachment(String interfaceName, Mode mode, String reason) {
    /// How the program runs there.
    public enum Mode {
        /// By the driver.
        NATIVE,
        /// Behind the driver, more slowly.
        GENERIC,
        /// Not at all: packets for VIPs that arrive there are not forwarded.
        NONE;

        /// As status, metrics and log name it.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public boolean attached() {
        return mode != Mode.NONE;
    }
}
