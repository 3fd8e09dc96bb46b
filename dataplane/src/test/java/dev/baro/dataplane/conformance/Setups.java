// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.conformance;

import dev.baro.dataplane.model.Address;
import dev.baro.dataplane.model.Octets;
import dev.baro.dataplane.model.Setup;
import dev.baro.dataplane.model.Way;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The balancer of the differential and the conformance tests: two VIPs that serve the same ports, one way of
/// forwarding for each port, and nearly always one real server behind it, so that it is certain who gets a
/// packet. Every real server has an address of its own.
public final class Setups {
    public static final String VIP4 = "192.0.2.10";
    public static final String VIP6 = "2001:db8:a::10";
    /// VIPs without a real server.
    public static final String EMPTY_VIP4 = "192.0.2.20";

    public static final String EMPTY_VIP6 = "2001:db8:a::20";
    /// VIPs with one real server at one port, and none at another, which tell clients what they cannot have.
    public static final String REFUSING_VIP4 = "192.0.2.30";

    public static final String REFUSING_VIP6 = "2001:db8:a::30";
    /// The same, which tell it of ports that are not served and not of ports without a real server.
    static final String UNSERVED_REFUSING_VIP4 = "192.0.2.40";

    static final String UNSERVED_REFUSING_VIP6 = "2001:db8:a::40";
    /// VIPs whose UDP ports [#DSCP] and [#HASH] have the same real servers.
    public static final String ALIKE_VIP4 = "192.0.2.50";

    public static final String ALIKE_VIP6 = "2001:db8:a::50";
    static final String TUNNEL4 = "192.0.2.1";
    static final String TUNNEL6 = "2001:db8::1";
    static final int DSCP4 = 42;
    static final int DSCP6 = 21;
    public static final String HOP_MAC = "02:00:00:00:0a:01";
    static final String OWN_MAC = "02:00:00:00:0a:02";

    public static final int DSCP = 80;
    public static final int IPIP_V4 = 81;
    public static final int MAC = 82;
    public static final int IPIP_V6 = 83;
    static final int REDIRECTED = 84;
    static final int SMALL_DSCP = 85;
    public static final int SMALL_IPIP_V4 = 86;
    public static final int SMALL_IPIP_V6 = 87;
    static final int SMALL_MAC = 88;
    public static final int HASH = 89;
    public static final int NO_SERVER = 90;
    static final int VLAN_DSCP = 91;
    static final int VLAN_IPIP_V4 = 92;
    static final int VLAN_MAC = 93;
    static final int VLAN_IPIP_V6 = 94;
    /// Of real servers with several next hops, in [#UPLINKS] alone.
    public static final int UPLINKS_DSCP = 95;
    public static final int UPLINKS_IPIP_V4 = 96;
    public static final int UPLINKS_MAC = 97;
    public static final int UPLINKS_IPIP_V6 = 98;
    public static final int UPLINKS_HASH = 99;
    public static final int LAST_PORT = UPLINKS_HASH;
    /// The host has an interface for it on the one that frames come in by, and for the others of [#TAGS].
    public static final int VLAN = 100;

    public static final int HASH_SERVERS = 5;
    public static final int MTU = 1500;
    public static final int SMALL_MTU = 1400;
    public static final int LEAST_MTU = 68;

    /// Of the host, more than are compared in turn. The first is what frames of tests are sent to.
    public static final List<String> OWN_MACS = List.of(
            "02:00:00:00:00:01",
            "02:00:00:00:01:01",
            "02:00:00:00:02:01",
            "02:00:00:00:03:01",
            "02:00:00:00:04:01",
            "02:00:00:00:05:01");

    /// Stacks of tags: of VLAN 100 by each TPID, and of 101 in one of them.
    static final Set<List<Integer>> TAGS =
            Set.of(List.of(0x8100_0064), List.of(0x88a8_0064), List.of(0x88a8_0064, 0x8100_0065));

    /// Of the network that the tests' clients are in.
    public static final String BROADCAST4 = "203.0.113.255";

    private static final Setup.Own OWN =
            new Setup.Own(OWN_MACS.stream().map(Setups::mac).toList(), Set.of(Address.parse(BROADCAST4)));

    private static final Setup.Refusing REFUSING = new Setup.Refusing(
            addresses(REFUSING_VIP4, REFUSING_VIP6, UNSERVED_REFUSING_VIP4, UNSERVED_REFUSING_VIP6),
            addresses(REFUSING_VIP4, REFUSING_VIP6));

    public static final Setup WHOLE = new Setups().serveAll().setup(new Setup.Tags(false, TAGS));
    /// With real servers that have several next hops, for which the kernel must have routes.
    public static final Setup UPLINKS = withUplinks(new Setup.Tags(false, TAGS));
    /// The same on a trunk without VLAN interfaces.
    public static final Setup KEEPING_TAGS = withUplinks(new Setup.Tags(true, Set.of()));
    /// With next hops of an MTU below which every packet stays.
    public static final Setup SMALL = small();
    /// The ways that packets leave by here: every next hop is known.
    public static final Set<Way> WAYS = EnumSet.complementOf(EnumSet.of(Way.NO_ROUTE));

    private final List<Setup.Service> services = new ArrayList<>();
    private int servers;

    private Setups() {}

    private static Setup withUplinks(Setup.Tags tags) {
        Setups setups = new Setups().serveAll();
        for (int protocol : List.of(Packet.TCP, Packet.UDP)) {
            setups.serveByUplinks(VIP4, protocol, DSCP4);
            setups.serveByUplinks(VIP6, protocol, DSCP6);
        }
        return setups.setup(tags);
    }

    private Setups serveAll() {
        for (int protocol : List.of(Packet.TCP, Packet.UDP)) {
            serve(VIP4, protocol, DSCP4);
            serve(VIP6, protocol, DSCP6);
        }
        service(EMPTY_VIP4, Packet.TCP, NO_SERVER, DSCP4, List.of());
        service(EMPTY_VIP6, Packet.TCP, NO_SERVER, DSCP6, List.of());
        for (int protocol : List.of(Packet.TCP, Packet.UDP)) {
            serveLittle(REFUSING_VIP4, protocol, DSCP4);
            serveLittle(REFUSING_VIP6, protocol, DSCP6);
            serveLittle(UNSERVED_REFUSING_VIP4, protocol, DSCP4);
            serveLittle(UNSERVED_REFUSING_VIP6, protocol, DSCP6);
        }
        serveAlike(ALIKE_VIP4, DSCP4);
        serveAlike(ALIKE_VIP6, DSCP6);
        return this;
    }

    private static Setup small() {
        Setups setups = new Setups();
        for (String vip : List.of(VIP4, VIP6)) {
            boolean v4 = vip.equals(VIP4);
            int dscp = v4 ? DSCP4 : DSCP6;
            setups.small(vip, DSCP, dscp, setups.server(v4, Setup.Method.DSCP, LEAST_MTU, false));
            setups.small(vip, MAC, dscp, setups.server(v4, Setup.Method.MAC, LEAST_MTU, false));
            setups.small(vip, IPIP_V4, dscp, setups.server(true, Setup.Method.IPIP, LEAST_MTU, false));
            setups.small(vip, IPIP_V6, dscp, setups.server(false, Setup.Method.IPIP, LEAST_MTU, false));
        }
        return setups.setup(new Setup.Tags(false, Set.of()));
    }

    private void small(String vip, int port, int dscp, Setup.Server server) {
        service(vip, Packet.TCP, port, dscp, List.of(server));
    }

    private void serve(String vip, int protocol, int dscp) {
        boolean v4 = !vip.contains(":");
        service(vip, protocol, DSCP, dscp, List.of(server(v4, Setup.Method.DSCP, MTU, false)));
        service(vip, protocol, IPIP_V4, dscp, List.of(server(true, Setup.Method.IPIP, MTU, false)));
        service(vip, protocol, MAC, dscp, List.of(server(v4, Setup.Method.MAC, MTU, false)));
        service(vip, protocol, IPIP_V6, dscp, List.of(server(false, Setup.Method.IPIP, MTU, false)));
        service(vip, protocol, REDIRECTED, dscp, List.of(server(v4, Setup.Method.DSCP, MTU, true)));
        service(vip, protocol, SMALL_DSCP, dscp, List.of(server(v4, Setup.Method.DSCP, SMALL_MTU, false)));
        service(vip, protocol, SMALL_IPIP_V4, dscp, List.of(server(true, Setup.Method.IPIP, SMALL_MTU, false)));
        service(vip, protocol, SMALL_IPIP_V6, dscp, List.of(server(false, Setup.Method.IPIP, SMALL_MTU, false)));
        service(vip, protocol, SMALL_MAC, dscp, List.of(server(v4, Setup.Method.MAC, SMALL_MTU, false)));
        service(vip, protocol, HASH, dscp, several(v4));
        service(vip, protocol, NO_SERVER, dscp, List.of());
        service(vip, protocol, VLAN_DSCP, dscp, List.of(inVlan(v4, Setup.Method.DSCP)));
        service(vip, protocol, VLAN_IPIP_V4, dscp, List.of(inVlan(true, Setup.Method.IPIP)));
        service(vip, protocol, VLAN_MAC, dscp, List.of(inVlan(v4, Setup.Method.MAC)));
        service(vip, protocol, VLAN_IPIP_V6, dscp, List.of(inVlan(false, Setup.Method.IPIP)));
    }

    private List<Setup.Server> several(boolean v4) {
        return IntStream.range(0, HASH_SERVERS)
                .mapToObj(_ -> server(v4, Setup.Method.DSCP, MTU, false))
                .toList();
    }

    private void serveAlike(String vip, int dscp) {
        List<Setup.Server> several = several(!vip.contains(":"));
        service(vip, Packet.UDP, DSCP, dscp, several);
        service(vip, Packet.UDP, HASH, dscp, several);
        service(vip, Packet.TCP, DSCP, dscp, List.of(server(!vip.contains(":"), Setup.Method.MAC, MTU, false)));
    }

    private void serveByUplinks(String vip, int protocol, int dscp) {
        boolean v4 = !vip.contains(":");
        service(vip, protocol, UPLINKS_DSCP, dscp, List.of(behindUplinks(v4, Setup.Method.DSCP)));
        service(vip, protocol, UPLINKS_IPIP_V4, dscp, List.of(behindUplinks(true, Setup.Method.IPIP)));
        service(vip, protocol, UPLINKS_MAC, dscp, List.of(behindUplinks(v4, Setup.Method.MAC)));
        service(vip, protocol, UPLINKS_IPIP_V6, dscp, List.of(behindUplinks(false, Setup.Method.IPIP)));
        List<Setup.Server> several = List.of(
                behindUplinks(v4, Setup.Method.DSCP),
                behindUplinks(v4, Setup.Method.DSCP),
                behindUplinks(v4, Setup.Method.DSCP));
        service(vip, protocol, UPLINKS_HASH, dscp, several);
    }

    private void serveLittle(String vip, int protocol, int dscp) {
        service(vip, protocol, DSCP, dscp, List.of(server(!vip.contains(":"), Setup.Method.DSCP, MTU, false)));
        service(vip, protocol, NO_SERVER, dscp, List.of());
    }

    private void service(String vip, int protocol, int port, int dscp, List<Setup.Server> servers) {
        services.add(new Setup.Service(Address.parse(vip), protocol, port, dscp, servers));
    }

    private Setup.Server server(boolean v4, Setup.Method method, int mtu, boolean elsewhere) {
        return server(v4, method, List.of(new Setup.Hop(mac(HOP_MAC), mac(OWN_MAC), mtu, elsewhere, 0)));
    }

    private Setup.Server inVlan(boolean v4, Setup.Method method) {
        return server(v4, method, List.of(new Setup.Hop(mac(HOP_MAC), mac(OWN_MAC), MTU, false, VLAN)));
    }

    /// By each kind of interface. The first hop is that of all other real servers; the others are its own, so
    /// that a hop of another real server is known for one.
    private Setup.Server behindUplinks(boolean v4, Setup.Method method) {
        return server(
                v4,
                method,
                List.of(
                        new Setup.Hop(mac(HOP_MAC), mac(OWN_MAC), MTU, false, 0),
                        uplink(1, SMALL_MTU, false, VLAN),
                        uplink(2, MTU, true, 0),
                        uplink(3, MTU, true, VLAN)));
    }

    private Setup.Hop uplink(int number, int mtu, boolean elsewhere, int vlan) {
        String hop = "02:00:00:0c:%02x:%02x".formatted(number, servers);
        String own = "02:00:00:00:0b:%02x".formatted(number);
        return new Setup.Hop(mac(hop), mac(own), mtu, elsewhere, vlan);
    }

    /// Direct where it must be, or is in the VLAN; the others are behind a router.
    private Setup.Server server(boolean v4, Setup.Method method, List<Setup.Hop> hops) {
        servers++;
        String address = v4 ? "198.51.100." + servers : "2001:db8:64::" + Integer.toHexString(servers);
        boolean direct = method == Setup.Method.MAC || hops.getFirst().vlan() != 0;
        return new Setup.Server(Address.parse(address), method, hops, direct);
    }

    private Setup setup(Setup.Tags tags) {
        return new Setup(services, Address.parse(TUNNEL4), Address.parse(TUNNEL6), tags, OWN, REFUSING);
    }

    private static Set<Address> addresses(String... literals) {
        return Arrays.stream(literals).map(Address::parse).collect(Collectors.toSet());
    }

    private static Octets mac(String text) {
        return Octets.ofHex(text.replace(":", ""));
    }

    /// Address of the first real server of a port, where it has one of the VIP's family.
    public static Optional<String> sameFamilyServerOf(String vip, int protocol, int port) {
        Address address = Address.parse(vip);
        return UPLINKS.services().stream()
                .filter(s -> s.vip().equals(address) && s.protocol() == protocol && s.port() == port)
                .flatMap(s -> s.servers().stream())
                .map(Setup.Server::address)
                .filter(server -> server.isV4() == address.isV4())
                .map(Address::literal)
                .findFirst();
    }

    /// Address of the only real server of a port.
    public static String serverOf(String vip, int protocol, int port) {
        return firstServerOf(vip, protocol, port).address().literal();
    }

    /// Its next hops.
    static List<Setup.Hop> hopsOf(String vip, int protocol, int port) {
        return firstServerOf(vip, protocol, port).hops();
    }

    private static Setup.Server firstServerOf(String vip, int protocol, int port) {
        Address address = Address.parse(vip);
        return UPLINKS.services().stream()
                .filter(s -> s.vip().equals(address) && s.protocol() == protocol && s.port() == port)
                .findFirst()
                .orElseThrow()
                .servers()
                .getFirst();
    }
}
