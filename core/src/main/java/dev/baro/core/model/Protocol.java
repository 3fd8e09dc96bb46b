// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

/// The transport protocol of a virtual service.
public enum Protocol {
    TCP(6),
    UDP(17);

    private final int number;

    Protocol(int number) {
        this.number = number;
    }

    /// The IANA protocol number, as in the IP header.
    public int number() {
        return number;
    }

    /// The word in the configuration file and in every output: `tcp`, `udp`.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
