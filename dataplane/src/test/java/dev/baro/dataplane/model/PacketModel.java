// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Says what must happen to a frame. Where a choice of real servers is free, it lists what may happen, and is told what
/// did, because the same must happen to the rest of the flow.
public final class PacketModel {
    private final Setup setup;
    private final FragmentMemory fragments = new FragmentMemory();
    private final Map<Flow, Setup.Server> choices = new HashMap<>();

    public PacketModel(Setup setup) {
        this.setup = setup;
    }

    /// @return one or more outcomes, each of which is right; changes nothing
    public List<Outcome> treat(byte[] bytes) {
        Octets frame = Octets.of(bytes);
        try {
            return treat(read(frame));
        } catch (Refused refused) {
            return List.of(refusal(refused.way()));
        }
    }

    /// Takes note of what has happened, which was one of the outcomes.
    public void happened(Outcome outcome) {
        if (outcome instanceof Outcome.Sent sent) {
            choices.put(sent.flow(), sent.server());
            if (sent.fragment() instanceof Fragment.First first) {
                fragments.record(first.key(), sent.flow(), sent.server());
            }
        }
        if (outcome instanceof Outcome.Answered answered && answered.fragment() instanceof Fragment.First first) {
            fragments.recordEcho(first.key());
        }
    }

    public void passSeconds(int seconds) {
        fragments.passSeconds(seconds);
    }

    /// Steps 1 to 7.
    private IpPacket read(Octets frame) {
        Ethernet ethernet = Ethernet.read(frame);
        if (!setup.tags().areForThisHost(ethernet.tags())) {
            throw new Refused(Way.NOT_A_VIP);
        }
        int at = ethernet.payload();
        if (ethernet.type() == Ethernet.IPV4 && Ipv4.standsAt(frame, at)) {
            needVip(frame, Ipv4.destination(frame, at));
            needSource(Ipv4.source(frame, at), Ipv4.destination(frame, at));
            return Ipv4.read(frame, ethernet);
        }
        if (ethernet.type() == Ethernet.IPV6 && Ipv6.standsAt(frame, at)) {
            needVip(frame, Ipv6.destination(frame, at));
            needSource(Ipv6.source(frame, at), Ipv6.destination(frame, at));
            return Ipv6.read(frame, ethernet);
        }
        throw new Refused(Way.NOT_A_VIP);
    }

    private void needVip(Octets frame, Address destination) {
        if (!setup.isVip(destination) || !setup.own().macs().contains(frame.range(0, 6))) {
            throw new Refused(Way.NOT_A_VIP);
        }
    }

    private static void needSource(Address source, Address destination) {
        if (Martian.isSource(source, destination)) {
            throw new Refused(Way.MARTIAN);
        }
    }

    /// Steps 7 to 9.
    private List<Outcome> treat(IpPacket packet) {
        if (packet.fragment() instanceof Fragment.Later later) {
            if (fragments.isOfEcho(later.key())) {
                return List.of(
                        isAnswerable(packet)
                                ? new Outcome.Answered(Way.ANSWERED, Answer.toEchoFragment(packet))
                                : new Outcome.Dropped(Way.MARTIAN));
            }
            FragmentMemory.Placement placement = fragments.placementOf(later.key());
            needHops(packet);
            return List.of(send(packet, placement.flow(), placement.server()));
        }
        if (!packet.isIcmp()) {
            return place(packet, Transport.read(packet));
        }
        return switch (Icmp.read(packet)) {
            case Icmp.EchoRequest _ -> List.of(echo(packet));
            case Icmp.Report report -> place(packet, report.flow());
        };
    }

    private Outcome echo(IpPacket packet) {
        if (!setup.anyServerOf(packet.destination())) {
            throw new Refused(Way.NO_SERVER);
        }
        return isAnswerable(packet)
                ? new Outcome.Answered(Way.ANSWERED, Answer.toEcho(packet), packet.fragment())
                : new Outcome.Dropped(Way.MARTIAN);
    }

    /// Nothing goes to an address of many: a group of Ethernet, or the broadcast address of a network of this host.
    private boolean isAnswerable(IpPacket packet) {
        return packet.frame().u8(6) % 2 == 0 && !setup.own().broadcasts().contains(packet.source());
    }

    /// Steps 10 to 12.
    private List<Outcome> place(IpPacket packet, Flow flow) {
        if (packet.ttl() <= 1 && !packet.isIcmp()) {
            return List.of(unserved(packet, Refusal.timeExceeded(packet, setup), Way.TTL_EXPIRED, Way.TTL_EXPIRED));
        }
        Optional<Setup.Service> found = setup.find(flow);
        if (found.isEmpty()) {
            boolean told = setup.refusing().unserved().contains(packet.destination());
            return List.of(unserved(
                    packet, told ? Refusal.of(packet) : Optional.empty(), Way.PORT_NOT_SERVED, Way.UNSERVED_REFUSED));
        }
        Setup.Service service = found.get();
        needHops(packet);
        Setup.Server chosen = choices.get(flow);
        List<Setup.Server> candidates = chosen == null ? service.servers() : List.of(chosen);
        if (candidates.isEmpty()) {
            boolean told = setup.refusing().noServer().contains(packet.destination());
            return List.of(unserved(
                    packet, told ? Refusal.of(packet) : Optional.empty(), Way.NO_SERVER, Way.NO_SERVER_REFUSED));
        }
        return candidates.stream().map(server -> send(packet, flow, server)).toList();
    }

    private Outcome unserved(IpPacket packet, Optional<Octets> answer, Way silent, Way answered) {
        return answer.filter(_ -> isAnswerable(packet))
                .<Outcome>map(frame -> new Outcome.Answered(answered, frame))
                .orElseGet(() -> new Outcome.Dropped(silent));
    }

    private static void needHops(IpPacket packet) {
        if (packet.ttl() <= 1) {
            throw new Refused(Way.TTL_EXPIRED);
        }
    }

    /// Steps 13 to 15.
    private Outcome send(IpPacket packet, Flow flow, Setup.Server server) {
        if (packet.source().equals(server.address())) {
            return new Outcome.Dropped(Way.MARTIAN);
        }
        if (server.direct() && packet.frame().range(6, 12).equals(server.hop().mac())) {
            return new Outcome.Dropped(Way.LOOPED);
        }
        if (leavesItsLink(packet, server)) {
            return new Outcome.Dropped(Way.MARTIAN);
        }
        Octets rewritten = switch (server.method()) {
            case DSCP ->
                Rewrite.toServer(packet, server.address(), dscpOf(flow)).frame();
            case IPIP -> Tunnel.around(Rewrite.oneHopOn(packet), setup, server);
            case MAC -> Rewrite.oneHopOn(packet).frame();
        };
        if (packet.bytes() + tunnelBytes(server) > server.hop().mtu()) {
            return doesNotFit(packet, flow, server, rewritten);
        }
        Setup.Hop hop = server.hop();
        return new Outcome.Sent(
                hop.elsewhere() ? Way.REDIRECTED : Way.FORWARDED,
                hop.elsewhere() ? Action.REDIRECT : Action.TX,
                tagged(packet, Ethernet.withMacs(rewritten, hop.mac(), hop.own()), hop.vlan()),
                flow,
                server,
                packet.fragment());
    }

    /// The packet means something on its link only, and would go to another: by another interface, another
    /// VLAN, or a tunnel.
    private boolean leavesItsLink(IpPacket packet, Setup.Server server) {
        return Martian.isLinkLocal(packet.source())
                && (server.hop().elsewhere()
                        || server.method() == Setup.Method.IPIP
                        || !tagged(packet, packet.frame(), server.hop().vlan()).equals(packet.frame()));
    }

    private Octets tagged(IpPacket packet, Octets frame, int vlan) {
        return setup.tags().kept() && vlan == 0 ? frame : packet.ethernet().withVlan(frame, vlan);
    }

    private int dscpOf(Flow flow) {
        return setup.find(flow).orElseThrow().dscp();
    }

    /// The kernel fragments what it may and what it can route; of all else the client is told, except where RFC
    /// 1122 section 3.2.2 and RFC 4443 section 2.4 (e) forbid an error message about it.
    private Outcome doesNotFit(IpPacket packet, Flow flow, Setup.Server server, Octets rewritten) {
        if (server.method() == Setup.Method.DSCP && packet.isV4() && !packet.dontFragment()) {
            return new Outcome.Sent(Way.ROUTED_BY_KERNEL, Action.PASS, rewritten, flow, server, packet.fragment());
        }
        if (packet.isIcmp() || packet.fragment() instanceof Fragment.Later || !isAnswerable(packet)) {
            return new Outcome.Dropped(Way.TOO_BIG);
        }
        return new Outcome.Answered(
                Way.TOO_BIG, Answer.tooBig(packet, server.hop().mtu() - tunnelBytes(server)));
    }

    private static int tunnelBytes(Setup.Server server) {
        return server.method() == Setup.Method.IPIP ? Tunnel.headerBytes(server) : 0;
    }

    private static Outcome refusal(Way way) {
        return switch (way) {
            case NOT_A_VIP -> new Outcome.Untouched(way);
            case PORT_NOT_SERVED,
                    NO_SERVER,
                    NO_ROUTE,
                    TTL_EXPIRED,
                    FRAGMENT_UNKNOWN,
                    SOURCE_ROUTED,
                    LOOPED,
                    MARTIAN,
                    OTHER_PROTOCOL,
                    MALFORMED -> new Outcome.Dropped(way);
            case FORWARDED, REDIRECTED, ROUTED_BY_KERNEL, ANSWERED, TOO_BIG, UNSERVED_REFUSED, NO_SERVER_REFUSED ->
                throw new IllegalArgumentException(way + " is no refusal");
        };
    }
}
