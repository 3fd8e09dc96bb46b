// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.time.Duration;

/// The probe settings of a service port that differ from the general ones.
///
/// @param port the destination port of the check, over TCP if the check is a request; 0 for
///             the service port itself
/// @param l4   the timing of the connection or the datagram
/// @param l7   the timing of the request
public record ServiceProbes(int port, Timing l4, Timing l7) {
    /// The settings of a port that has none in the file.
    public static final ServiceProbes DEFAULTS = new ServiceProbes(0, Timing.DEFAULTS, Timing.DEFAULTS);

    public ServiceProbes {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("check port must be 0..65535 but is " + port);
        }
    }

    /// @return the probes, without the request timing if the check has no request
    public ServiceProbes fitting(ApplicationCheck check, Protocol protocol) {
        return check.asksOverTcp(protocol) ? this : new ServiceProbes(port, l4, Timing.DEFAULTS);
    }

    /// The timing settings of a service; zero for settings that the file does not have.
    public record Timing(Duration interval, Duration fastInterval, Duration timeout, int fall, int rise) {
        public static final Timing DEFAULTS = new Timing(Duration.ZERO, Duration.ZERO, Duration.ZERO, 0, 0);

        /// The effective timing. A default never exceeds an explicit setting: the fast interval and the timeout
        /// are at most the interval.
        ///
        /// @param general the settings for all ports
        public ProbeTiming over(ProbeTiming general) {
            Duration every = said(interval, general.interval());
            Duration usual = general.hurries() ? general.fastInterval() : every;
            Duration fast = said(fastInterval, shorter(usual, every));
            return new ProbeTiming(
                    every,
                    fast,
                    said(timeout, shorter(general.timeout(), shorter(fast, every))),
                    fall == 0 ? general.fall() : fall,
                    rise == 0 ? general.rise() : rise);
        }

        private static Duration said(Duration said, Duration otherwise) {
            return said.isZero() ? otherwise : said;
        }

        private static Duration shorter(Duration a, Duration b) {
            return a.compareTo(b) < 0 ? a : b;
        }
    }
}
