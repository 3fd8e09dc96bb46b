// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.conformance;

import static dev.baro.dataplane.conformance.Conformance.row;

import dev.baro.dataplane.model.Way;
import java.util.ArrayList;
import java.util.List;

/// The section "Martians", for each method in each IP version.
final class MartianRows {
    private static final String OWN_MAC = "02:00:00:00:00:01";
    private static final String GROUP_MAC = "03:00:00:00:00:02";
    private static final int UNSERVED = 8080;
    private static final int SYN = 2;

    private MartianRows() {}

    static List<Conformance> all() {
        List<Conformance> rows = new ArrayList<>();
        for (ForwardingPath path : ForwardingPath.values()) {
            rows.addAll(martians(path));
            rows.addAll(neighbours(path));
            rows.addAll(serverItself(path));
            rows.addAll(ofMany(path));
            rows.addAll(sentBack(path));
            if (!path.isV4()) {
                rows.addAll(linkLocal(path));
            }
        }
        return rows;
    }

    private static List<String> sources(ForwardingPath path) {
        return path.isV4()
                ? List.of(
                        "0.0.0.0",
                        "0.1.2.3",
                        "127.0.0.1",
                        "127.255.255.255",
                        "224.0.0.1",
                        "239.255.255.255",
                        "240.0.0.1",
                        "255.255.255.255",
                        path.vip)
                : List.of("::", "::1", "::ffff:203.0.113.7", "ff00::", "ff02::1", "ff0e::7", path.vip);
    }

    /// Whatever it is, by any way into the program.
    private static List<Conformance> martians(ForwardingPath path) {
        List<Conformance> rows = new ArrayList<>();
        for (String source : sources(path)) {
            for (Packet packet : kinds(path)) {
                rows.add(row(path + ": protocol " + packet.protocol() + " from " + source)
                        .drops(packet.from(source), Way.MARTIAN));
            }
            Packet toOther = path.of(Packet.tcp()).from(source).to(path.isV4() ? "192.0.2.11" : "2001:db8:a::11");
            rows.add(row(path + ": from " + source + ", not for a VIP").passes(toOther, Way.NOT_A_VIP));
        }
        return rows;
    }

    private static List<Packet> kinds(ForwardingPath path) {
        Packet tcp = path.of(Packet.tcp());
        Packet udp = path.of(Packet.udp());
        List<Packet> fragments = udp.flagsAndOffset(0).payloadBytes(100).fragments(40);
        Packet headers = path.isV4()
                ? tcp.options((byte) 1, (byte) 1, (byte) 1, (byte) 0)
                : tcp.extension(Packet.DESTINATION_OPTIONS, new byte[8]);
        return List.of(
                tcp,
                tcp.tcpFlags(SYN),
                tcp.ttl(1),
                tcp.ports(40_000, UNSERVED),
                tcp.tags(Packet.CUSTOMER_TAG),
                headers,
                udp,
                fragments.getFirst(),
                fragments.getLast(),
                path.of(Packet.icmp(path.isV4() ? 8 : 128, 0, 0)),
                path.of(Packet.raw(47, new byte[8])));
    }

    private static List<Conformance> neighbours(ForwardingPath path) {
        List<String> sources = path.isV4()
                ? List.of("1.0.0.0", "126.255.255.255", "128.0.0.0", "223.255.255.255", Setups.BROADCAST4, "192.0.2.11")
                : List.of("::2", "::203.0.113.7", "64:ff9b::cb00:7107", "fe00::1", "fec0::1", "feff::1");
        List<Conformance> rows = new ArrayList<>();
        for (String source : sources) {
            Packet tcp = path.of(Packet.tcp()).from(source);
            rows.add(row(path + ": from " + source + ", which is none").forwards(tcp, path.rewritten(tcp)));
        }
        return rows;
    }

    /// It would get its own packet. Another real server is a client like others.
    private static List<Conformance> serverItself(ForwardingPath path) {
        String server = Setups.serverOf(path.vip, Packet.TCP, path.port);
        if (server.contains(":") == path.isV4()) {
            return List.of();
        }
        Packet itself = path.of(Packet.tcp()).from(server);
        Packet other = itself.from(Setups.serverOf(path.vip, Packet.UDP, path.port));
        Packet about = path.of(Packet.tcp()).reversed();
        Packet error =
                path.of(Packet.icmp(path.isV4() ? 3 : 1, 0, 0)).from(server).payload(about.ip());
        return List.of(
                row(path + ": from the real server itself").drops(itself, Way.MARTIAN),
                row(path + ": SYN from the real server itself").drops(itself.tcpFlags(SYN), Way.MARTIAN),
                row(path + ": from the real server itself, in a VLAN")
                        .drops(itself.tags(Packet.CUSTOMER_TAG), Way.MARTIAN),
                row(path + ": ICMP error from the real server itself").drops(error, Way.MARTIAN),
                row(path + ": from another real server").forwards(other, path.rewritten(other)));
    }

    /// From the MAC address that the packet would go to: of the real server, or of the router that clients are behind.
    private static List<Conformance> sentBack(ForwardingPath path) {
        Packet far = path.of(Packet.tcp()).macs(OWN_MAC, Setups.HOP_MAC);
        Packet near = far.tags(Packet.CUSTOMER_TAG).ports(40_000, path.vlanPort);
        Packet udp = path.of(Packet.udp()).macs(OWN_MAC, Setups.HOP_MAC).ports(40_000, path.vlanPort);
        Packet other = near.macs(OWN_MAC, "06:00:00:00:0a:01");
        Conformance router = row(path + ": from the MAC address of the next hop");
        boolean direct = path == ForwardingPath.IPV4_MAC || path == ForwardingPath.IPV6_MAC;
        return List.of(
                direct ? router.drops(far, Way.LOOPED) : router.forwards(far, path.rewritten(far)),
                row(path + ": from the MAC address of the real server").drops(near, Way.LOOPED),
                row(path + ": SYN from the MAC address of the real server").drops(near.tcpFlags(SYN), Way.LOOPED),
                row(path + ": datagram from the MAC address of the real server").drops(udp, Way.LOOPED),
                row(path + ": from a MAC address that ends as the real server's")
                        .forwards(other, path.rewritten(other, Packet.TCP, path.vlanPort)));
    }

    /// Nothing is sent to an address of many.
    private static List<Conformance> ofMany(ForwardingPath path) {
        Packet echo = path.of(Packet.icmp(path.isV4() ? 8 : 128, 0, 0));
        Packet tooBig = path.leavingWith(path.ofSmall(Packet.tcp()), Setups.SMALL_MTU + 1);
        List<Conformance> rows = new ArrayList<>();
        rows.add(row(path + ": echo from an Ethernet group").drops(echo.macs(OWN_MAC, GROUP_MAC), Way.MARTIAN));
        rows.add(row(path + ": too big, from an Ethernet group").drops(tooBig.macs(OWN_MAC, GROUP_MAC), Way.TOO_BIG));
        if (path.isV4()) {
            rows.add(row(path + ": echo from a broadcast address").drops(echo.from(Setups.BROADCAST4), Way.MARTIAN));
            rows.add(row(path + ": too big, from a broadcast address")
                    .drops(tooBig.from(Setups.BROADCAST4), Way.TOO_BIG));
        }
        return rows;
    }

    /// On its own link only.
    private static List<Conformance> linkLocal(ForwardingPath path) {
        List<Conformance> rows = new ArrayList<>();
        for (String source : List.of("fe80::1", "febf:ffff::1")) {
            Packet tcp = path.of(Packet.tcp()).from(source);
            Packet inVlan = tcp.tags(Packet.CUSTOMER_TAG).ports(40_000, path.vlanPort);
            Packet echo = path.of(Packet.icmp(128, 0, 0)).from(source);
            Conformance onLink = row(path + ": from " + source);
            Conformance onVlan = row(path + ": from " + source + " in the next hop's VLAN");
            boolean tunnel = path.tunnelBytes > 0;
            rows.add(tunnel ? onLink.drops(tcp, Way.MARTIAN) : onLink.forwards(tcp, path.rewritten(tcp)));
            rows.add(
                    tunnel
                            ? onVlan.drops(inVlan, Way.MARTIAN)
                            : onVlan.forwards(inVlan, path.rewritten(inVlan, Packet.TCP, path.vlanPort)));
            rows.add(row(path + ": from " + source + " into a VLAN")
                    .drops(tcp.ports(40_000, path.vlanPort), Way.MARTIAN));
            rows.add(row(path + ": from " + source + " out of a VLAN")
                    .drops(tcp.tags(Packet.CUSTOMER_TAG), Way.MARTIAN));
            rows.add(row(path + ": from " + source + " to another interface")
                    .drops(tcp.ports(40_000, Setups.REDIRECTED), Way.MARTIAN));
            rows.add(row(path + ": echo from " + source)
                    .answers(echo, Way.ANSWERED, echo.backToSender().icmpType(129)));
        }
        return rows;
    }
}
