// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import dev.baro.core.api.Status;
import dev.baro.core.doctor.XdpHolder;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.route.RouteList.WithExports;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All facts for the checks of a balancer, read once and never changed.
///
/// @param source   the source of the configuration
/// @param problems the errors of the configuration, one sentence each; empty when it is valid
/// @param daemon   the daemon's status; empty if it does not answer
/// @param ports    the interfaces where packets for VIPs arrive
/// @param hops     the way to each real server of the configuration
/// @param api      the certificate that the API shows; empty for none
/// @param holders  the holder of an interface's XDP program, by the interface's name
/// @param routes   the VIPs' routes, and what routing daemons do with them; empty if the daemon does not answer
/// @param namespace the namespace of ports and hops; both are empty if it cannot be seen
record BalancerFacts(
        String source,
        List<String> problems,
        Optional<Status> daemon,
        List<Port> ports,
        List<Hop> hops,
        Map<String, XdpHolder> holders,
        Optional<WithExports> routes,
        Namespace namespace,
        Kernel kernel,
        Optional<ApiCertificate.Served> api) {
    BalancerFacts {
        problems = List.copyOf(problems);
        ports = List.copyOf(ports);
        hops = List.copyOf(hops);
        holders = Map.copyOf(holders);
    }

    /// The owner of an interface's program.
    XdpHolder holder(Port port) {
        return holders.getOrDefault(port.name(), XdpHolder.UNKNOWN);
    }

    /// An interface.
    ///
    /// @param present    whether it exists in the kernel
    /// @param program    the kernel's name of its XDP program; empty for none
    /// @param nativeMode whether the driver runs it
    /// @param merges     whether large receive offload is on
    /// @param mtu        bytes
    record Port(
            String name, boolean present, boolean up, String program, boolean nativeMode, boolean merges, int mtu) {}

    /// The route of a packet to a real server.
    ///
    /// @param gateway the gateway; empty if the server is on the link
    /// @param prefix  the length of the address's prefix, if it is this balancer's on the device; else 0
    /// @param mtu     the MTU of the interface, bytes
    record Hop(
            String server,
            String address,
            int prefix,
            ForwardingMethod method,
            Way way,
            String device,
            String gateway,
            int mtu) {
        /// The kernel's state of the route and its next hop.
        enum Way {
            OPEN,
            NO_ROUTE,
            /// The address is one of this balancer.
            LOCAL,
            /// The next hop does not answer ARP or neighbour solicitations.
            SILENT
        }
    }

    /// @param typeInformation whether the kernel describes its types (BTF)
    /// @param justInTime      whether BPF programs become machine code
    /// @param fileSystem      whether a BPF file system is mounted
    /// @param forwards4       whether it routes IPv4 packets at all
    /// @param forwards6       whether it routes IPv6 packets at all
    record Kernel(
            String release,
            boolean typeInformation,
            boolean justInTime,
            boolean fileSystem,
            boolean forwards4,
            boolean forwards6,
            long availableKib,
            long totalKib) {}
}
