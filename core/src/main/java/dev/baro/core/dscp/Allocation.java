// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

import dev.baro.core.model.Dscp;
import java.util.List;

/// Which value each VIP should have, or why that cannot be.
public sealed interface Allocation {

    /// @param choices one for each VIP that was given, in their order
    /// @param fewest  whether no allocation that keeps what is kept has fewer VIPs with values
    ///                outside the local-use ones
    record Assigned(List<Choice> choices, boolean fewest) implements Allocation {
        public Assigned {
            choices = List.copyOf(choices);
        }
    }

    /// @param reason one sentence that names the server and its VIPs, lower case, without a full stop
    record Impossible(String reason) implements Allocation {}

    /// @param dscp what the VIP should have
    record Choice(MarkedVip vip, Dscp dscp) {
        public boolean isChange() {
            return vip.codePoint() != dscp.codePoint();
        }
    }
}
