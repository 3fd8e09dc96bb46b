// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

import dev.baro.core.model.Dscp;
import java.util.List;

/// The value for each VIP, or why no assignment exists.
public sealed interface Allocation {

    /// @param choices one choice for each given VIP, in the order of the VIPs
    /// @param fewest  whether no allocation that keeps the same values has fewer VIPs
    ///                outside the local-use values
    record Assigned(List<Choice> choices, boolean fewest) implements Allocation {
        public Assigned {
            choices = List.copyOf(choices);
        }
    }

    /// @param reason one sentence that names the server and its VIPs, lower case, without a full stop
    record Impossible(String reason) implements Allocation {}

    /// @param dscp the value for the VIP
    record Choice(MarkedVip vip, Dscp dscp) {
        public boolean isChange() {
            return vip.codePoint() != dscp.codePoint();
        }
    }
}
