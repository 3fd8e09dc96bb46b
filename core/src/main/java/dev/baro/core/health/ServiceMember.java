// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

/// A real server behind one service port of a VIP: the unit that failed probes take out of use.
///
/// @param vip    the name of the VIP
/// @param port   the name of the service port
/// @param server the name of the real server
public record ServiceMember(String vip, String port, String server) {

    /// Mixes the bits of the hash code, because names such as `app-1`, `p80`, `web-1` differ only in a digit.
    /// Without mixing, the hashes of such records are adjacent, and a lookup in a map with linear probing
    /// passes five other entries.
    @Override
    public int hashCode() {
        int sum = (vip.hashCode() * 0x9e3779b1 ^ port.hashCode()) * 0x85ebca6b ^ server.hashCode();
        int mixed = sum * 0xc2b2ae35;
        return mixed ^ mixed >>> 15;
    }
}
