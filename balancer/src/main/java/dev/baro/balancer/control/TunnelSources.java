// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.core.config.Config;
import dev.baro.core.model.Balancer;
import dev.baro.core.model.IpAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The source addresses for method `ipip`: the balancer's configured address, and for the other IP version, the
/// first routable address on an interface where packets to VIPs arrive.
public final class TunnelSources {
    private TunnelSources() {}

    /// @return at most one address of each family
    public static List<IpAddress> of(Config config, Placement placement) {
        Stream<IpAddress> configured = config.balancer(placement.balancer()).map(Balancer::address).stream();
        List<IpAddress> candidates = Stream.concat(
                        configured, placement.interfaces().stream().flatMap(TunnelSources::addresses))
                .filter(IpAddress::isRoutable)
                .toList();
        return Stream.of(first(candidates, true), first(candidates, false))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<IpAddress> first(List<IpAddress> candidates, boolean v4) {
        return candidates.stream().filter(address -> address.isV4() == v4).findFirst();
    }

    private static Stream<IpAddress> addresses(String interfaceName) {
        try {
            NetworkInterface found = NetworkInterface.getByName(interfaceName);
            return found == null ? Stream.empty() : found.inetAddresses().map(a -> IpAddress.of(a.getAddress()));
        } catch (SocketException e) {
            // If the interface cannot be read, that is reported later, when the program is attached.
            return Stream.empty();
        }
    }
}
