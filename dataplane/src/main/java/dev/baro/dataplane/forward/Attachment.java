// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import java.util.Locale;

/// An interface on which packets for VIPs arrive, and its state.
///
/// @param interfaceName the configured name
/// @param reason        the reason why the driver does not run the program, or why nothing does; may be empty
public record Attachment(String interfaceName, Mode mode, String reason) {
    /// How the program runs there.
    public enum Mode {
        /// Packets are handled by the driver.
        NATIVE,
        /// Packets are handled after the driver, more slowly.
        GENERIC,
        /// Packets for VIPs that arrive there are not forwarded.
        NONE;

        /// The word in status, metrics and log.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public boolean attached() {
        return mode != Mode.NONE;
    }
}
