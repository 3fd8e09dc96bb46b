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
/// @param source    the source of the configuration
/// @param problems  the errors in the configuration, one sentence each; empty if it is valid
/// @param daemon    the daemon's status; empty if it does not answer
/// @param ports     the interfaces where packets for VIPs arrive
/// @param hops      the route to each real server in the configuration
/// @param api       the API's certificate; empty if the API has none
/// @param holders   the holder of an interface's XDP program, by the interface's name
/// @param routes    the VIPs' routes, and what the routing daemons do with these routes; empty if Baro's
///                  daemon does not answer
/// @param namespace the namespace of `ports` and `hops`; if it is not visible, both are empty
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
    /// @param present    whether the interface exists in the kernel
    /// @param program    the kernel's name for its XDP program; empty for none
    /// @param nativeMode whether the program runs in the driver
    /// @param merges     whether large receive offload is on
    /// @param mtu        the MTU in bytes
    record Port(
            String name, boolean present, boolean up, String program, boolean nativeMode, boolean merges, int mtu) {}

    /// The route of a packet to a real server.
    ///
    /// @param gateway the gateway; empty if the server is on the same link
    /// @param prefix  the prefix length if the server's address is this balancer's address on
    ///                the device; else 0
    /// @param mtu     the MTU of the interface, in bytes
    record Hop(
            String server,
            String address,
            int prefix,
            ForwardingMethod method,
            Way way,
            String device,
            String gateway,
            int mtu) {
        /// The state of the route and its next hop in the kernel.
        enum Way {
            OPEN,
            NO_ROUTE,
            /// The address belongs to this balancer.
            LOCAL,
            /// The next hop does not answer ARP or neighbour solicitations.
            SILENT
        }
    }

    /// @param typeInformation whether the kernel describes its types (BTF)
    /// @param justInTime      whether BPF programs are compiled to machine code
    /// @param fileSystem      whether a BPF file system is mounted
    /// @param forwards4       whether the kernel routes IPv4 packets at all
    /// @param forwards6       whether the kernel routes IPv6 packets at all
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
