// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.time.Duration;

/// How one service port is probed where it differs from the others.
///
/// @param port where the check goes, over TCP where it is a request; 0 means the service port itself
/// @param l4   timing of the connection or the datagram
/// @param l7   timing of the request
public record ServiceProbes(int port, Timing l4, Timing l7) {
    /// Like every port of which the file says nothing.
    public static final ServiceProbes DEFAULTS = new ServiceProbes(0, Timing.DEFAULTS, Timing.DEFAULTS);

    public ServiceProbes {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("check port must be 0..65535 but is " + port);
        }
    }

    /// @return without the timing of a request that the check does not make
    public ServiceProbes fitting(ApplicationCheck check, Protocol protocol) {
        return check.asksOverTcp(protocol) ? this : new ServiceProbes(port, l4, Timing.DEFAULTS);
    }

    /// What a service says of a timing; zero where it says nothing.
    public record Timing(Duration interval, Duration fastInterval, Duration timeout, int fall, int rise) {
        public static final Timing DEFAULTS = new Timing(Duration.ZERO, Duration.ZERO, Duration.ZERO, 0, 0);

        /// The timing that holds. What is left out is never longer than what is said: a faster interval and a timeout
        /// end within the interval.
        ///
        /// @param general what holds for every port
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
