// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

/// The path of a mark into a data centre, for one IP version.
///
/// @param dscp 1..63
/// @param v4   whether the path is for IPv4; otherwise IPv6
public record MarkedPath(String dataCentre, int dscp, boolean v4) {
    /// `ipv4` or `ipv6`.
    public String family() {
        return v4 ? "ipv4" : "ipv6";
    }

    /// The path in words: `DSCP 10 to data centre busan by IPv4`.
    @Override
    public String toString() {
        return "DSCP " + dscp + " to data centre " + dataCentre + " by " + (v4 ? "IPv4" : "IPv6");
    }
}
