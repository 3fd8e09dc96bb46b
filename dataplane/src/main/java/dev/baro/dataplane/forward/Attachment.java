// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import java.util.Locale;

/// An interface on which packets for VIPs arrive, and its state.
///
/// @param interfaceName the configured name
/// @param reason        why the program runs outside the driver, or does not run at all; may be empty
public record Attachment(String interfaceName, Mode mode, String reason) {
    /// How the program runs on an interface.
    public enum Mode {
        /// The program handles packets in the driver.
        NATIVE,
        /// The program handles packets after the driver, which is slower.
        GENERIC,
        /// The program does not run: packets for VIPs that arrive on the interface are not forwarded.
        NONE;

        /// The word used in status, metrics and log.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public boolean attached() {
        return mode != Mode.NONE;
    }
}
