// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.health;

import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Prefix;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Stream;

/// The networks of this host, in which servers are neighbours.
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
            // Without them, L3 is the first layer.
            return List.of();
        }
    }

    private static boolean hasNeighbours(NetworkInterface found) {
        try {
            return !found.isLoopback() && !found.isPointToPoint();
        } catch (SocketException e) {
            return false; // removed since it was listed
        }
    }

    private static Stream<Prefix> prefix(InterfaceAddress configured) {
        IpAddress address = IpAddress.of(configured.getAddress().getAddress());
        return address.isRoutable()
                ? Stream.of(Prefix.around(address, configured.getNetworkPrefixLength()))
                : Stream.of();
    }
}
