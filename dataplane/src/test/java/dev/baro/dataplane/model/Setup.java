// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the balancer is told: virtual services, their real servers, and the way to each of these.
///
/// @param tunnelV4 source of IPv4 tunnels
/// @param tunnelV6 source of IPv6 tunnels
/// @param refusing VIPs that tell clients what they cannot have
public record Setup(List<Service> services, Address tunnelV4, Address tunnelV6, Tags tags, Own own, Refusing refusing) {
    private static final Octets TESTED = Octets.ofHex("020000000001");

    public Setup {
        services = List.copyOf(services);
    }

    /// Of a host without VLANs whose interface has the address that frames of tests are sent to.
    public Setup(List<Service> services, Address tunnelV4, Address tunnelV6) {
        this(
                services,
                tunnelV4,
                tunnelV6,
                new Tags(false, Set.of()),
                new Own(List.of(TESTED), Set.of()),
                new Refusing(Set.of(), Set.of()));
    }

    /// What this host has.
    ///
    /// @param macs       of its interfaces
    /// @param broadcasts addresses of its networks
    public record Own(List<Octets> macs, Set<Address> broadcasts) {
        public Own {
            macs = List.copyOf(macs);
            broadcasts = Set.copyOf(broadcasts);
        }
    }

    public enum Method {
        DSCP,
        IPIP,
        MAC
    }

    /// Which VLAN tags frames may come in with.
    ///
    /// @param kept  any, and they leave with them
    /// @param known of which this host has interfaces: outermost first, each as TPID << 16 | identifier
    public record Tags(boolean kept, Set<List<Integer>> known) {
        /// One without an identifier carries a priority only.
        boolean areForThisHost(List<Integer> tags) {
            List<Integer> vlans =
                    tags.stream().filter(tag -> (tag & 0xfff) != 0).toList();
            return kept || vlans.isEmpty() || known.contains(vlans);
        }
    }

    /// @param unserved packets for ports that these VIPs do not serve are answered
    /// @param noServer the same for ports of theirs without a real server
    public record Refusing(Set<Address> unserved, Set<Address> noServer) {
        public Refusing {
            unserved = Set.copyOf(unserved);
            noServer = Set.copyOf(noServer);
        }
    }

    /// Where packets to a real server leave.
    ///
    /// @param mac       of the next hop
    /// @param own       of the interface they leave by
    /// @param mtu       bytes from the outermost IP header on
    /// @param elsewhere whether that is another interface than the one they come in by
    /// @param vlan      whose tag they leave with; 0 for none
    public record Hop(Octets mac, Octets own, int mtu, boolean elsewhere, int vlan) {}

    /// @param hops   no two alike; each flow leaves by one of them
    /// @param direct whether it is on local segments, so that the MAC addresses of the next hops are its own
    public record Server(Address address, Method method, List<Hop> hops, boolean direct) {
        public Server {
            hops = List.copyOf(hops);
        }

        public Server(Address address, Method method, Hop hop, boolean direct) {
            this(address, method, List.of(hop), direct);
        }

        public boolean hasSeveralHops() {
            return hops.size() > 1;
        }
    }

    /// @param protocol 6 or 17
    /// @param dscp     that of the VIP
    /// @param servers  any of them may take a new session; none: `no-server`
    public record Service(Address vip, int protocol, int port, int dscp, List<Server> servers) {
        public Service {
            servers = List.copyOf(servers);
        }
    }

    /// Whether any real server has.
    public boolean anySeveralHops() {
        return services.stream().anyMatch(s -> s.servers().stream().anyMatch(Server::hasSeveralHops));
    }

    boolean isVip(Address address) {
        return services.stream().anyMatch(s -> s.vip().equals(address));
    }

    boolean anyServerOf(Address vip) {
        return services.stream()
                .anyMatch(s -> s.vip().equals(vip) && !s.servers().isEmpty());
    }

    /// The UDP services of a VIP with a real server, if all have the same: any of them may place a fragment without
    /// ports.
    List<Service> placing(Address vip) {
        List<Service> ofUdp = services.stream()
                .filter(s -> s.vip().equals(vip) && s.protocol() == IpPacket.UDP)
                .filter(s -> !s.servers().isEmpty())
                .toList();
        return ofUdp.stream().map(Service::servers).distinct().count() == 1 ? ofUdp : List.of();
    }

    Optional<Service> find(Flow flow) {
        return services.stream()
                .filter(s -> s.vip().equals(flow.vip()) && s.protocol() == flow.protocol() && s.port() == flow.port())
                .findFirst();
    }
}
