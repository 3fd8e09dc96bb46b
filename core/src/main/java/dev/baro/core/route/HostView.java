// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.route;

import dev.baro.core.model.IpAddress;

/// Conditions of this host that prevent announcements.
///
/// @param unattached  the reason why packets for VIPs are not forwarded; empty if they are
/// @param filtered    the reason why an IPv4 route in the main table would do harm; empty if it would not
/// @param waits       the reason why a VIP without a route must wait for it; empty if it need not
public record HostView(String unattached, String filtered, String waits) {
    public static final HostView FINE = new HostView("", "", "");

    String obstacle(IpAddress vip, boolean mainTable) {
        return unattached.isEmpty() && mainTable && vip.isV4() ? filtered : unattached;
    }
}
