// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/// How long a session without a packet is remembered, by its state. Only what clients send is seen, so
/// the states are those of the Linux IPVS table `INPUT_ONLY`.
///
/// @param halfOpen a SYN, and nothing since
/// @param established the client has acknowledged
/// @param closing a FIN or RST was seen
/// @param udp every session of UDP
public record SessionTimeouts(Duration halfOpen, Duration established, Duration closing, Duration udp) {
    public static final Duration SHORTEST = Duration.ofSeconds(1);

    /// A session carries the second of its last packet in 13 bits.
    public static final Duration LONGEST = Duration.ofHours(2);

    /// Linux net/netfilter/ipvs/ip_vs_proto_tcp.c (tcp_timeouts: SYN_RECV, ESTABLISHED, FIN_WAIT) and
    /// ip_vs_proto_udp.c.
    public static final SessionTimeouts DEFAULTS = new SessionTimeouts(
            Duration.ofSeconds(60), Duration.ofSeconds(900), Duration.ofSeconds(120), Duration.ofSeconds(300));

    public SessionTimeouts {
        requireInRange("half-open", halfOpen);
        requireInRange("established", established);
        requireInRange("closing", closing);
        requireInRange("udp", udp);
    }

    /// After this, nothing can be remembered of a flow that sent nothing.
    public Duration longest() {
        return Stream.of(halfOpen, established, closing, udp)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static void requireInRange(String name, Duration timeout) {
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("timeout " + name + " must be 1s..2h but is " + timeout);
        }
    }
}
