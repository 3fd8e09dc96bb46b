// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import dev.baro.core.model.IpAddress;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The addresses of all interfaces in this process's network namespace, including interfaces that are down.
public final class LocalAddresses {
    private static final int IFADDRMSG_BYTES = 8;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_BROADCAST = 4;
    private static final int PREFIX_LENGTH_AT = 1; // in struct ifaddrmsg
    private static final int MAX_PREFIX_WITH_BROADCAST = 30; // RFC 3021
    private static final int INDEX_AT = 4; // in struct ifaddrmsg
    private static final int LOOPBACK = 1; // the loopback interface's index in every network namespace

    private LocalAddresses() {}

    /// The possible source addresses of packets to other hosts, without duplicates, and without loopback
    /// and link-local addresses. Addresses on the loopback interface, such as the addresses of services
    /// and VIPs, come last.
    ///
    /// @throws DataplaneException if the kernel refuses the query
    public static List<IpAddress> routable() {
        return RouteDump.of(RouteDump.ADDRESSES, IFADDRMSG_BYTES).stream()
                .sorted(Comparator.comparing(entry -> entry.header().getInt(INDEX_AT) == LOOPBACK))
                .flatMap(LocalAddresses::addressOf)
                .filter(IpAddress::isRoutable)
                .distinct()
                .toList();
    }

    /// The broadcast addresses of this host's networks, without duplicates: the configured ones, and the last
    /// address of each network, which is always a broadcast address (RFC 1122 section 3.2.1.3).
    ///
    /// @throws DataplaneException if the kernel refuses the query
    public static List<IpAddress> broadcasts() {
        return RouteDump.of(RouteDump.ADDRESSES, IFADDRMSG_BYTES).stream()
                .flatMap(entry -> Stream.concat(bytes(entry, IFA_BROADCAST), lastOfNetwork(entry)))
                .map(IpAddress::of)
                .filter(IpAddress::isRoutable)
                .distinct()
                .toList();
    }

    private static Stream<byte[]> lastOfNetwork(RouteDump.Entry entry) {
        int prefix = entry.header().get(PREFIX_LENGTH_AT) & 0xff;
        return bytes(entry, IFA_ADDRESS)
                .filter(address -> address.length == 4 && prefix <= MAX_PREFIX_WITH_BROADCAST)
                .map(address -> ByteBuffer.allocate(4)
                        .putInt(ByteBuffer.wrap(address).getInt() | (int) (0xffff_ffffL >>> prefix))
                        .array());
    }

    private static Stream<byte[]> bytes(RouteDump.Entry entry, int attribute) {
        return entry.has(attribute) ? Stream.of(entry.bytes(attribute)) : Stream.of();
    }

    /// IFA_ADDRESS is the far end of a point-to-point link if IFA_LOCAL is present.
    private static Stream<IpAddress> addressOf(RouteDump.Entry entry) {
        byte[] bytes = entry.bytes(entry.has(IFA_LOCAL) ? IFA_LOCAL : IFA_ADDRESS);
        return bytes.length == 4 || bytes.length == 16 ? Stream.of(IpAddress.of(bytes)) : Stream.of();
    }
}
