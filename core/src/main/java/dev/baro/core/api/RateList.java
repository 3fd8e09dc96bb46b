// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.List;

/// Forwarding rates per second, as returned by `GET /v1/rates`.
///
/// @param seconds  how long the daemon has been measuring; the peak covers this time, but at most the last hour
/// @param balancer the rates of all VIPs together
public record RateList(long seconds, Rates balancer, List<VipRates> vips, Headroom headroom) {
    public RateList {
        vips = List.copyOf(vips);
    }

    /// @param packets  the packets forwarded to real servers per second
    /// @param bits     the size of these packets in bits, from the IP header on
    /// @param sessions the sessions opened; with a hash scheduler, the TCP SYNs
    public record Rate(double packets, double bits, double sessions) {
        public static final Rate NONE = new Rate(0, 0, 0);
    }

    /// @param now    the rate over the last two seconds
    /// @param minute the mean rate over the last minute
    /// @param peak   the highest rate over two seconds in the last hour, found separately for each value
    public record Rates(Rate now, Rate minute, Rate peak) {
        public static final Rates NONE = new Rates(Rate.NONE, Rate.NONE, Rate.NONE);
    }

    /// @param servers the servers' rates, in the order of the configuration; empty if the list has several VIPs
    public record VipRates(String name, String address, Rates rates, List<ServerRates> servers) {
        public VipRates {
            servers = List.copyOf(servers);
        }
    }

    /// The rates of one real server for one VIP.
    public record ServerRates(String name, String address, Rates rates) {}
}
