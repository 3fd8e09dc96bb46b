// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.route;

import dev.baro.core.model.IpAddress;

/// Conditions of this host that prevent announcements.
///
/// @param unattached the reason why this host does not forward packets for VIPs; empty if it does
/// @param filtered   the reason why an IPv4 route in the main table would be harmful; empty if it is harmless
/// @param waits      the reason why a VIP without a route must wait for one; empty if it need not
public record HostView(String unattached, String filtered, String waits) {
    public static final HostView FINE = new HostView("", "", "");

    String obstacle(IpAddress vip, boolean mainTable) {
        return unattached.isEmpty() && mainTable && vip.isV4() ? filtered : unattached;
    }
}
