// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.trace;

import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.kernel.Fd;
import dev.baro.dataplane.kernel.LibInet;
import dev.baro.dataplane.kernel.LibSocket;
import java.util.Optional;

/// The socket that sends probes to one destination, always with the same ports, so that routers with several
/// equal paths always use the same path; and the socket that receives ICMP errors.
final class TraceSockets implements AutoCloseable {
    /// The first port that traceroute(8) uses; firewalls recognise it, and nothing listens on it.
    private static final int PORT = 33_434;

    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_ICMP = 1;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPPROTO_ICMPV6 = 58;
    private static final int SOL_RAW = 255;
    private static final int IP_TOS = 1;
    private static final int IP_TTL = 2;
    private static final int IPV6_UNICAST_HOPS = 16;
    private static final int IPV6_TCLASS = 67;
    private static final int ICMP_FILTER = 1;

    private final IpAddress destination;
    private final Fd errors;
    private final Fd probes;
    private final int sourcePort;

    /// @param from     the sender
    /// @param sequence the sequence number of the answered probe
    record Heard(IpAddress from, int sequence, IcmpQuote quote) {}

    private TraceSockets(IpAddress destination, Fd errors, Fd probes, int sourcePort) {
        this.destination = destination;
        this.errors = errors;
        this.probes = probes;
        this.sourcePort = sourcePort;
    }

    static TraceSockets open(IpAddress destination) {
        int family = LibInet.family(destination);
        Fd errors = openErrors(destination.isV4(), family);
        try {
            Fd probes = LibSocket.open("probe socket", family, LibSocket.SOCK_DGRAM);
            int port = LibInet.bindToFreePort("probe socket", probes, family);
            return new TraceSockets(destination, errors, probes, port);
        } catch (RuntimeException e) {
            errors.close();
            throw e;
        }
    }

    private static Fd openErrors(boolean v4, int family) {
        Fd errors = LibSocket.open("ICMP socket", family, LibSocket.SOCK_RAW, v4 ? IPPROTO_ICMP : IPPROTO_ICMPV6);
        if (v4) {
            int wanted = 1 << IcmpQuote.V4_UNREACHABLE | 1 << IcmpQuote.V4_TIME_EXCEEDED;
            LibInet.option("ICMP filter", errors, SOL_RAW, ICMP_FILTER, ~wanted);
        } else {
            int wanted = 1 << IcmpQuote.V6_UNREACHABLE | 1 << IcmpQuote.V6_TIME_EXCEEDED;
            LibInet.option("ICMPv6 filter", errors, IPPROTO_ICMPV6, ICMP_FILTER, ~wanted, -1, -1, -1, -1, -1, -1, -1);
        }
        return errors;
    }

    /// @param sequence the sequence number, encoded as the length of the content, which every quote includes
    /// and no router hashes
    void send(int dscp, int ttl, int sequence) {
        boolean v4 = destination.isV4();
        int level = v4 ? IPPROTO_IP : IPPROTO_IPV6;
        LibInet.option("DSCP", probes, level, v4 ? IP_TOS : IPV6_TCLASS, dscp << 2);
        LibInet.option("TTL", probes, level, v4 ? IP_TTL : IPV6_UNICAST_HOPS, ttl);
        LibInet.send(probes, destination, PORT, sequence);
    }

    /// @return the answer; empty if the message was for another program, or if no message arrived in time
    Optional<Heard> receive(int timeoutMs) {
        return LibInet.receive(errors, timeoutMs, this::heard);
    }

    private Optional<Heard> heard(IpAddress from, byte[] message) {
        return (destination.isV4() ? IcmpQuote.ofV4(message) : IcmpQuote.ofV6(message))
                .filter(quote -> quote.sourcePort() == sourcePort && quote.destinationPort() == PORT)
                .map(quote -> new Heard(from, quote.udpBytes() - 8, quote));
    }

    @Override
    public void close() {
        probes.close();
        errors.close();
    }
}
