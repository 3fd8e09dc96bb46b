// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

/// One real server as one service port of one VIP uses it: what is taken out when health says so.
///
/// @param vip    name of the VIP
/// @param port   name of the service port
/// @param server name of the real server
public record ServiceMember(String vip, String port, String server) {

    /// Mixed, because names such as `app-1`, `p80`, `web-1` differ by a digit each: the sums that a record makes of
    /// them lie side by side, and a look into a map that probes one place after the other goes past five others.
    @Override
    public int hashCode() {
        int sum = (vip.hashCode() * 0x9e3779b1 ^ port.hashCode()) * 0x85ebca6b ^ server.hashCode();
        int mixed = sum * 0xc2b2ae35;
        return mixed ^ mixed >>> 15;
    }
}
