// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.List;

/// What was forwarded in the last hour, for a chart, as `GET /v1/rates/history` answers it.
///
/// @param vip         its name; empty: the balancer
/// @param end         when the last sample ended, ISO 8601, UTC
/// @param stepSeconds from one sample to the next
/// @param kept        whether samples are kept; not of a VIP that comes after too many others with traffic
/// @param packets     in a second, oldest first
/// @param bits        of these, in a second
/// @param sessions    opened in a second
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
