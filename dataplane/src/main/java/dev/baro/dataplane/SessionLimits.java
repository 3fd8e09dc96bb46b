// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane;

/// How long sessions live without a packet, and how fast they may come.
///
/// @param halfOpenSeconds    after a SYN, 1..[#MAX_SECONDS] as all of these
/// @param establishedSeconds after an ACK
/// @param closingSeconds     after a FIN or RST
/// @param udpSeconds         after datagrams over more than a second
/// @param openedPerSecond    sessions entered into the table; what comes beyond goes by the hash. 0 for any number
public record SessionLimits(
        int halfOpenSeconds, int establishedSeconds, int closingSeconds, int udpSeconds, int openedPerSecond) {
    /// Ticks of a session have 13 bits, and each session is looked at every 32 seconds.
    public static final int MAX_SECONDS = 8_000;

    /// Those of Linux net/netfilter/ipvs/ip_vs_proto_tcp.c (tcp_timeouts: SYN_RECV, ESTABLISHED, FIN_WAIT) and
    /// ip_vs_proto_udp.c.
    public static final SessionLimits DEFAULTS = new SessionLimits(60, 900, 120, 300, 0);

    /// nf_conntrack_udp_timeout of Linux: a flow of which little was seen.
    private static final int UDP_NEW_SECONDS = 30;

    int timeoutSeconds(SessionState state) {
        return switch (state) {
            case FREE, AFFINITY -> 0;
            case HALF_OPEN -> halfOpenSeconds;
            case UDP_NEW -> Math.min(UDP_NEW_SECONDS, udpSeconds);
            case CLOSING -> closingSeconds;
            case ESTABLISHED -> establishedSeconds;
            case UDP -> udpSeconds;
        };
    }

    int longestSeconds() {
        return Math.max(Math.max(halfOpenSeconds, establishedSeconds), Math.max(closingSeconds, udpSeconds));
    }
}
