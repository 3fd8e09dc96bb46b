// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/// The idle timeouts of sessions, by state. The balancer sees only clients' packets, so the states are the ones of
/// the Linux IPVS table `INPUT_ONLY`.
///
/// @param halfOpen    the timeout after only a SYN
/// @param established the client has acknowledged
/// @param closing     a FIN or RST was seen
/// @param udp         every session of UDP
public record SessionTimeouts(Duration halfOpen, Duration established, Duration closing, Duration udp) {
    public static final Duration SHORTEST = Duration.ofSeconds(1);

    /// A session stores the second of its last packet in 13 bits, so 8,192 seconds later it would look
    /// fresh again. The sweep must find it before that. The sweep takes 32 seconds, or 80 if the largest
    /// table expires at once.
    public static final Duration LONGEST = Duration.ofSeconds(8_000);

    /// A half-open session has 7 bits for the second: 128 seconds, minus the time of a sweep.
    public static final Duration LONGEST_HALF_OPEN = Duration.ofSeconds(90);

    /// Linux net/netfilter/ipvs/ip_vs_proto_tcp.c (tcp_timeouts: SYN_RECV, FIN_WAIT) and ip_vs_proto_udp.c,
    /// except ESTABLISHED. Hosts keep idle connections alive with a segment every 7,200 seconds (RFC 9293,
    /// 3.8.4), and a connection that is idle for longer than its session is reset by the next server.
    public static final SessionTimeouts DEFAULTS = new SessionTimeouts(
            Duration.ofSeconds(60), Duration.ofSeconds(7_500), Duration.ofSeconds(120), Duration.ofSeconds(300));

    public SessionTimeouts {
        requireInRange("half-open", halfOpen, LONGEST_HALF_OPEN);
        requireInRange("established", established, LONGEST);
        requireInRange("closing", closing, LONGEST);
        requireInRange("udp", udp, LONGEST);
    }

    /// After this time, the table has no entry of a silent flow.
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
