// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.conformance;

/// A method in an IP version, as the balancer of [Setups] has it: how packets come, and how they must leave.
public enum ForwardingPath {
    IPV4_DSCP(Setups.VIP4, Setups.DSCP, Setups.SMALL_DSCP, Setups.VLAN_DSCP, Setups.UPLINKS_DSCP, 0),
    IPV4_MAC(Setups.VIP4, Setups.MAC, Setups.SMALL_MAC, Setups.VLAN_MAC, Setups.UPLINKS_MAC, 0),
    IPV4_IN_IPV4(Setups.VIP4, Setups.IPIP_V4, Setups.SMALL_IPIP_V4, Setups.VLAN_IPIP_V4, Setups.UPLINKS_IPIP_V4, 20),
    IPV4_IN_IPV6(Setups.VIP4, Setups.IPIP_V6, Setups.SMALL_IPIP_V6, Setups.VLAN_IPIP_V6, Setups.UPLINKS_IPIP_V6, 40),
    IPV6_DSCP(Setups.VIP6, Setups.DSCP, Setups.SMALL_DSCP, Setups.VLAN_DSCP, Setups.UPLINKS_DSCP, 0),
    IPV6_MAC(Setups.VIP6, Setups.MAC, Setups.SMALL_MAC, Setups.VLAN_MAC, Setups.UPLINKS_MAC, 0),
    IPV6_IN_IPV4(Setups.VIP6, Setups.IPIP_V4, Setups.SMALL_IPIP_V4, Setups.VLAN_IPIP_V4, Setups.UPLINKS_IPIP_V4, 20),
    IPV6_IN_IPV6(Setups.VIP6, Setups.IPIP_V6, Setups.SMALL_IPIP_V6, Setups.VLAN_IPIP_V6, Setups.UPLINKS_IPIP_V6, 40);

    final String vip;
    final int port;
    /// Served with a smaller MTU behind it.
    final int smallPort;

    /// Served by a real server in a VLAN.
    final int vlanPort;

    /// Served by a real server with several next hops, in [Setups#UPLINKS].
    final int uplinksPort;

    final int tunnelBytes;

    ForwardingPath(String vip, int port, int smallPort, int vlanPort, int uplinksPort, int tunnelBytes) {
        this.vip = vip;
        this.port = port;
        this.smallPort = smallPort;
        this.vlanPort = vlanPort;
        this.uplinksPort = uplinksPort;
        this.tunnelBytes = tunnelBytes;
    }

    public boolean isV4() {
        return vip.equals(Setups.VIP4);
    }

    public boolean isDscp() {
        return port == Setups.DSCP;
    }

    /// Addresses and ports of a client that comes by this path.
    public Packet of(Packet packet) {
        return packet.from(isV4() ? "203.0.113.7" : "2001:db8:c::7").to(vip).ports(40_000, port);
    }

    public Packet ofSmall(Packet packet) {
        return of(packet).ports(40_000, smallPort);
    }

    /// With just so much payload that it leaves with so many bytes.
    public Packet leavingWith(Packet packet, int bytes) {
        return packet.payloadBytes(bytes - tunnelBytes - packet.payloadBytes(0).ip().length);
    }

    /// What must leave for a packet of TCP, or of any kind but UDP.
    public Packet rewritten(Packet packet) {
        return rewritten(packet, Packet.TCP, port);
    }

    Packet rewrittenUdp(Packet packet) {
        return rewritten(packet, Packet.UDP, port);
    }

    /// @param protocol and
    /// @param servedPort of the virtual service
    Packet rewritten(Packet packet, int protocol, int servedPort) {
        Packet nextHop = packet.oneHopOn(Setups.HOP_MAC, Setups.OWN_MAC);
        Packet lastHop = nextHop.ttl(1);
        String server = Setups.serverOf(vip, protocol, servedPort);
        return switch (this) {
            case IPV4_DSCP -> nextHop.to(server).tos(Setups.DSCP4 << 2 | packet.tos() & 3);
            case IPV6_DSCP -> nextHop.to(server).tos(Setups.DSCP6 << 2 | packet.tos() & 3);
            case IPV4_MAC, IPV6_MAC -> lastHop;
            case IPV4_IN_IPV4, IPV6_IN_IPV4 -> lastHop.inTunnel(Setups.TUNNEL4, server);
            case IPV4_IN_IPV6, IPV6_IN_IPV6 -> lastHop.inTunnel(Setups.TUNNEL6, server);
        };
    }
}
