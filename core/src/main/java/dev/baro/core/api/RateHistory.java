// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.List;

/// Forwarding rates of the last hour, for a chart, as returned by `GET /v1/rates/history`.
///
/// @param vip         the VIP's name; empty for the whole balancer
/// @param end         the time when the last sample ended, ISO 8601, UTC
/// @param stepSeconds the interval between samples
/// @param kept        whether samples are stored; false for a VIP beyond the limit on VIPs with traffic
/// @param packets     the packets in each second, oldest first
/// @param bits        the number of bits in these packets in each second
/// @param sessions    the sessions opened in each second
public record RateHistory(
        String vip,
        String end,
        int stepSeconds,
        boolean kept,
        List<Double> packets,
        List<Double> bits,
        List<Double> sessions) {
    public RateHistory {
        packets = List.copyOf(packets);
        bits = List.copyOf(bits);
        sessions = List.copyOf(sessions);
    }
}
