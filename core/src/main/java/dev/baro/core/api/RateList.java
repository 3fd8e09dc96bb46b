// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.List;

/// What is forwarded in a second, as `GET /v1/rates` answers it.
///
/// @param seconds  since the daemon began to measure: the peak is of these, or of the last hour
/// @param balancer of all VIPs together
public record RateList(long seconds, Rates balancer, List<VipRates> vips, Headroom headroom) {
    public RateList {
        vips = List.copyOf(vips);
    }

    /// @param packets forwarded to real servers, in a second
    /// @param bits    of these packets, from the IP header on
    /// @param sessions that were opened; with the hash, TCP SYNs
    public record Rate(double packets, double bits, double sessions) {
        public static final Rate NONE = new Rate(0, 0, 0);
    }

    /// @param now    of the last two seconds
    /// @param minute the mean of the last minute
    /// @param peak   of two seconds, in the last hour; each number for itself
    public record Rates(Rate now, Rate minute, Rate peak) {
        public static final Rates NONE = new Rates(Rate.NONE, Rate.NONE, Rate.NONE);
    }

    /// @param servers in the order of the configuration; empty where more than one VIP is told of
    public record VipRates(String name, String address, Rates rates, List<ServerRates> servers) {
        public VipRates {
            servers = List.copyOf(servers);
        }
    }

    /// What one real server gets of one VIP.
    public record ServerRates(String name, String address, Rates rates) {}
}
