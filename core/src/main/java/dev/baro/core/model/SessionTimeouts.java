// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/// The idle timeouts of sessions, by state. The balancer sees only clients' packets, so the states are those of
/// the Linux IPVS table `INPUT_ONLY`.
///
/// @param halfOpen    the timeout while the client has sent only a SYN
/// @param established the timeout once the client has acknowledged the server's SYN
/// @param closing     the timeout after a FIN or RST
/// @param udp         the timeout of every UDP session
public record SessionTimeouts(Duration halfOpen, Duration established, Duration closing, Duration udp) {
    public static final Duration SHORTEST = Duration.ofSeconds(1);

    /// A session stores the second of its last packet in 13 bits, so 8,192 seconds later the session would look
    /// fresh again. The sweep must find the session before that. The sweep takes 32 seconds, or 80 if the
    /// largest table expires at once.
    public static final Duration LONGEST = Duration.ofSeconds(8_000);

    /// A half-open session stores only 7 bits of that second, so the limit is 128 seconds minus the
    /// duration of a sweep.
    public static final Duration LONGEST_HALF_OPEN = Duration.ofSeconds(90);

    /// The values are from Linux net/netfilter/ipvs/ip_vs_proto_tcp.c (tcp_timeouts: SYN_RECV, FIN_WAIT)
    /// and ip_vs_proto_udp.c, except ESTABLISHED. Hosts keep idle connections alive with a segment every
    /// 7,200 seconds (RFC 9293, 3.8.4), and if a connection is idle for longer than its session lasts, the
    /// next server resets it.
    public static final SessionTimeouts DEFAULTS = new SessionTimeouts(
            Duration.ofSeconds(60), Duration.ofSeconds(7_500), Duration.ofSeconds(120), Duration.ofSeconds(300));

    public SessionTimeouts {
        requireInRange("half-open", halfOpen, LONGEST_HALF_OPEN);
        requireInRange("established", established, LONGEST);
        requireInRange("closing", closing, LONGEST);
        requireInRange("udp", udp, LONGEST);
    }

    /// The time after which the table has no entry for a silent flow.
    public Duration longest() {
        return Stream.of(halfOpen, established, closing, udp)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static void requireInRange(String name, Duration timeout, Duration longest) {
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(longest) > 0) {
            throw new IllegalArgumentException(
                    "timeout " + name + " must be 1s.." + longest.toSeconds() + "s but is " + timeout);
        }
    }
}
