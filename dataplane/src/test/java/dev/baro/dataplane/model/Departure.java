// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

import java.util.Optional;

/// By which next hop of a real server a packet left, and so all others do that it leaves together with.
public record Departure(Together together, Setup.Hop hop) {

    /// What has the same next hop while the routes stay.
    ///
    /// @param flow none of fragments, ICMP and packets with IP options or extension headers: these go by their
    ///             addresses
    public record Together(Address source, Address destination, Address server, Optional<Flow> flow) {
        static Together of(IpPacket packet, Setup.Server server) {
            return new Together(
                    packet.source(),
                    packet.destination(),
                    server.address(),
                    hasFlow(packet) ? Optional.of(Transport.read(packet)) : Optional.empty());
        }

        private static boolean hasFlow(IpPacket packet) {
            int headerBytes = packet.isV4() ? Ipv4.HEADER_BYTES : Ipv6.HEADER_BYTES;
            return Transport.isServed(packet.protocol())
                    && packet.fragment() instanceof Fragment.Whole
                    && packet.payload() == packet.start() + headerBytes;
        }
    }
}
