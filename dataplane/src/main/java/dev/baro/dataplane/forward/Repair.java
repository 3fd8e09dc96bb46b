// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import java.util.Locale;

/// A repaired difference in the kernel.
///
/// @param what the repair, in one sentence
public record Repair(Kind kind, String what) {
    /// The kind of difference.
    public enum Kind {
        /// The entry of a real server: left behind by a killed daemon, or different from the plan.
        REAL_SERVER,
        /// The program was missing on an interface, or was attached to an interface that is not configured.
        ATTACHMENT,
        /// A pin was missing.
        PIN,
        /// The route of a VIP was missing, or an unwanted route existed.
        ROUTE;

        /// The word used in metrics and log.
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
