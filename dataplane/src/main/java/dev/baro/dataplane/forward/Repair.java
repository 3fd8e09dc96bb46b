// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import java.util.Locale;

/// Something in the kernel was not as it should be and was put right.
///
/// @param what one sentence
public record Repair(Kind kind, String what) {
    /// What differed.
    public enum Kind {
        /// The entry of a real server: left behind by a daemon that was killed, or with other contents than planned.
        REAL_SERVER,
        /// The program was not on an interface, or was on one that is not configured.
        ATTACHMENT,
        /// A pin was gone.
        PIN,
        /// The route of a VIP was gone, or one was there that should not be.
        ROUTE;

        /// As metrics and log name it.
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
