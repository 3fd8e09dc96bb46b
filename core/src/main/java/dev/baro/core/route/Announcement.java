// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.route;

import dev.baro.core.model.IpAddress;

/// The announcement of a VIP.
///
/// @param reason  the reason why the VIP is not announced, in an operator's words; empty while it is
/// @param sinceNs the monotonic time when the state last changed
public record Announcement(String vip, IpAddress address, RouteState state, String reason, long sinceNs) {

    public boolean hasRoute() {
        return state != RouteState.WITHDRAWN;
    }

    /// @return the state in words, with its reason: `withdrawn: 1 of 2 required members are usable`
    public String text() {
        return reason.isEmpty() ? state.word() : state.word() + ": " + reason;
    }
}
