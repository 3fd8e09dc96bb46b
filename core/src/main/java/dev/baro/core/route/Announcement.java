// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.route;

import dev.baro.core.model.IpAddress;

/// What is announced of one VIP.
///
/// @param reason  why not, in an operator's words; empty while it is announced
/// @param sinceNs monotonic time of the last change of the state
public record Announcement(String vip, IpAddress address, RouteState state, String reason, long sinceNs) {

    public boolean hasRoute() {
        return state != RouteState.WITHDRAWN;
    }

    /// @return `1 of 2 needed members usable`-like text behind the state: `withdrawn: ...`
    public String text() {
        return reason.isEmpty() ? state.word() : state.word() + ": " + reason;
    }
}
