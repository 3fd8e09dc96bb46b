// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.health;

import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Prefix;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Stream;

/// The networks on this host's interfaces, whose servers are direct neighbours.
final class LocalSegments {
    private LocalSegments() {}

    static List<Prefix> find() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(LocalSegments::hasNeighbours)
                    .flatMap(found -> found.getInterfaceAddresses().stream())
                    .flatMap(LocalSegments::prefix)
                    .distinct()
                    .toList();
        } catch (SocketException e) {
            // If no network is known, L3 is the first layer to probe.
            return List.of();
        }
    }

    private static boolean hasNeighbours(NetworkInterface found) {
        try {
            return !found.isLoopback() && !found.isPointToPoint();
        } catch (SocketException e) {
            return false; // the interface was removed after the list had been made
        }
    }

    private static Stream<Prefix> prefix(InterfaceAddress configured) {
        IpAddress address = IpAddress.of(configured.getAddress().getAddress());
        return address.isRoutable()
                ? Stream.of(Prefix.around(address, configured.getNetworkPrefixLength()))
                : Stream.of();
    }
}
