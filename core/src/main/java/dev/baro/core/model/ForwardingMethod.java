// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

/// How a packet reaches a real server.
public enum ForwardingMethod {
    /// L3DSR: the destination becomes the real server's address, and the DSCP names the VIP.
    DSCP,
    /// L3DSR by IP tunnel: the whole packet travels inside another one (RFC 2003, RFC 2473).
    IPIP,
    /// L2DSR: only the destination MAC address changes.
    MAC;

    /// The word in the configuration file and in every output: `dscp`, `ipip`, `mac`.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
