// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Says what must happen to a frame. Where a choice of real servers or of their next hops is free, it lists
/// what may happen, and is told what did, because the same must happen to the rest of the flow.
public final class PacketModel {
    private final Setup setup;
    private final FragmentMemory fragments = new FragmentMemory();
    private final Map<Flow, Setup.Server> choices = new HashMap<>();
    private final Map<Departure.Together, Setup.Hop> departures = new HashMap<>();

    public PacketModel(Setup setup) {
        this.setup = setup;
    }

    /// @return one or more outcomes, each of which is right; changes nothing
    public List<Outcome> treat(byte[] bytes) {
        IpPacket packet;
        try {
            packet = read(Octets.of(bytes));
        } catch (Refused refused) {
            return List.of(refusal(refused.way(), new Fragment.Whole()));
        }
        try {
            return treat(packet);
        } catch (Refused refused) {
            boolean known = refused.way() != Way.MALFORMED && (refused.way() != Way.OTHER_PROTOCOL || packet.isIcmp());
            return List.of(refusal(refused.way(), known ? packet.fragment() : new Fragment.Whole()));
        }
    }

    /// Takes note of what has happened, which was one of the outcomes.
    public void happened(Outcome outcome) {
        switch (outcome) {
            case Outcome.Untouched _ -> {}
            case Outcome.Dropped dropped -> refused(dropped.fragment());
            case Outcome.Answered answered when answered.way() != Way.ANSWERED -> refused(answered.fragment());
            case Outcome.Answered answered -> noteEcho(answered.fragment());
            case Outcome.Sent sent -> note(sent);
        }
    }

    private void refused(Fragment fragment) {
        if (fragment instanceof Fragment.First first) {
            fragments.nowhere(first.key());
        }
    }

    private void noteEcho(Fragment fragment) {
        switch (fragment) {
            case Fragment.First first -> fragments.first(first.key(), new FragmentMemory.Echo());
            case Fragment.Later later -> fragments.later(later.key(), new FragmentMemory.Echo());
            case Fragment.Whole _ -> {}
        }
    }

    private void note(Outcome.Sent sent) {
        Outcome.Placed placed = sent.placed();
        if (placed.server().hasSeveralHops()) {
            sent.departure().ifPresent(left -> departures.put(left.together(), left.hop()));
        }
        FragmentMemory.Server place = new FragmentMemory.Server(placed.service(), placed.server());
        if (sent.fragment() instanceof Fragment.Later later) {
            fragments.later(later.key(), place);
            return;
        }
        Flow flow = placed.flow().orElseThrow();
        if (!placed.follows()) {
            choices.put(flow, placed.server());
        }
        if (sent.fragment() instanceof Fragment.First first) {
            fragments.first(first.key(), place);
            Setup.Server known = choices.get(flow);
            fragments.last(
                    first.key(),
                    new FragmentMemory.Last(
                            placed.service(), known == null ? placed.service().servers() : List.of(known)),
                    flow);
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
            return fragments
                    .placeOf(later.key())
                    .map(place -> after(place, packet))
                    .orElseGet(() -> early(packet, later.key()));
        }
        if (!packet.isIcmp()) {
            return place(packet, Transport.read(packet));
        }
        return switch (Icmp.read(packet)) {
            case Icmp.EchoRequest _ -> List.of(echo(packet));
            case Icmp.Report report -> place(packet, report.flow());
        };
    }

    private List<Outcome> after(FragmentMemory.Place place, IpPacket packet) {
        return switch (place) {
            case FragmentMemory.Echo _ -> List.of(echoFragment(packet));
            case FragmentMemory.Nowhere _ -> throw new Refused(Way.FRAGMENT_UNKNOWN);
            case FragmentMemory.Server known -> sendLater(packet, known.service(), known.server());
        };
    }

    /// A later fragment whose first one has not come.
    private List<Outcome> early(IpPacket packet, Fragment.Key key) {
        if (packet.isIcmp() && setup.anyServerOf(packet.destination())) {
            return List.of(echoFragment(packet));
        }
        Optional<FragmentMemory.Last> last = packet.isIcmp() ? Optional.empty() : fragments.lastOf(key);
        List<Setup.Service> placing =
                packet.protocol() == IpPacket.UDP ? setup.placing(packet.destination()) : List.of();
        if (!placing.isEmpty() && (last.isEmpty() || fragments.hasSeveral(key))) {
            return sendLater(packet, placing.getFirst(), placing.getFirst().servers());
        }
        return last.map(flow -> sendLater(packet, flow.service(), flow.candidates()))
                .orElseThrow(() -> new Refused(Way.FRAGMENT_UNKNOWN));
    }

    private List<Outcome> sendLater(IpPacket packet, Setup.Service service, List<Setup.Server> candidates) {
        return candidates.stream()
                .flatMap(server -> sendLater(packet, service, server).stream())
                .toList();
    }

    private List<Outcome> sendLater(IpPacket packet, Setup.Service service, Setup.Server server) {
        needHops(packet);
        return send(packet, new Outcome.Placed(service, server, Optional.empty(), false));
    }

    private Outcome echoFragment(IpPacket packet) {
        return isAnswerable(packet)
                ? new Outcome.Answered(Way.ANSWERED, Answer.toEchoFragment(packet), packet.fragment())
                : new Outcome.Dropped(Way.MARTIAN);
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
        Optional<Setup.Server> before = earlyServer(packet, service);
        if (before.isPresent()) {
            return send(packet, new Outcome.Placed(service, before.get(), Optional.of(flow), true));
        }
        Setup.Server chosen = choices.get(flow);
        List<Setup.Server> candidates = chosen == null ? service.servers() : List.of(chosen);
        if (candidates.isEmpty()) {
            boolean told = setup.refusing().noServer().contains(packet.destination());
            return List.of(unserved(
                    packet, told ? Refusal.of(packet) : Optional.empty(), Way.NO_SERVER, Way.NO_SERVER_REFUSED));
        }
        return candidates.stream()
                .map(server -> new Outcome.Placed(service, server, Optional.of(flow), false))
                .flatMap(placed -> send(packet, placed).stream())
                .toList();
    }

    /// Where others of the datagram are, if that is a real server of the service.
    private Optional<Setup.Server> earlyServer(IpPacket packet, Setup.Service service) {
        if (!(packet.fragment() instanceof Fragment.First first) || packet.protocol() != IpPacket.UDP) {
            return Optional.empty();
        }
        return fragments
                .earlyServer(first.key())
                .map(FragmentMemory.Server::server)
                .filter(service.servers()::contains);
    }

    private Outcome unserved(IpPacket packet, Optional<Octets> answer, Way silent, Way answered) {
        return answer.filter(_ -> isAnswerable(packet))
                .<Outcome>map(frame -> new Outcome.Answered(answered, frame, packet.fragment()))
                .orElseGet(() -> new Outcome.Dropped(silent, packet.fragment()));
    }

    private static void needHops(IpPacket packet) {
        if (packet.ttl() <= 1) {
            throw new Refused(Way.TTL_EXPIRED);
        }
    }

    /// Steps 13 to 15, for each next hop that the packet may have.
    private List<Outcome> send(IpPacket packet, Outcome.Placed placed) {
        Setup.Server server = placed.server();
        if (packet.source().equals(server.address())) {
            return List.of(new Outcome.Dropped(Way.MARTIAN, packet.fragment()));
        }
        Octets rewritten = switch (server.method()) {
            case DSCP ->
                Rewrite.toServer(packet, server.address(), placed.service().dscp())
                        .frame();
            case IPIP -> Tunnel.around(Rewrite.lastHop(packet), setup, server);
            case MAC -> Rewrite.lastHop(packet).frame();
        };
        Departure.Together together = Departure.Together.of(packet, server);
        Setup.Hop before = departures.get(together);
        List<Setup.Hop> candidates = before == null ? server.hops() : List.of(before);
        return candidates.stream()
                .map(hop -> sendBy(new Departure(together, hop), packet, placed, rewritten))
                .toList();
    }

    private Outcome sendBy(Departure departure, IpPacket packet, Outcome.Placed placed, Octets rewritten) {
        Setup.Server server = placed.server();
        Setup.Hop hop = departure.hop();
        if (server.direct() && packet.frame().range(6, 12).equals(hop.mac())) {
            return new Outcome.Dropped(Way.LOOPED, packet.fragment());
        }
        if (leavesItsLink(packet, server.method(), hop)) {
            return new Outcome.Dropped(Way.MARTIAN, packet.fragment());
        }
        if (packet.bytes() + tunnelBytes(server) > hop.mtu()) {
            return doesNotFit(packet, placed, hop.mtu(), rewritten);
        }
        return new Outcome.Sent(
                hop.elsewhere() ? Way.REDIRECTED : Way.FORWARDED,
                hop.elsewhere() ? Action.REDIRECT : Action.TX,
                tagged(packet, Ethernet.withMacs(rewritten, hop.mac(), hop.own()), hop.vlan()),
                placed,
                Optional.of(departure),
                packet.fragment());
    }

    /// The packet means something on its link only, and would go to another: by another interface, another
    /// VLAN, or a tunnel.
    private boolean leavesItsLink(IpPacket packet, Setup.Method method, Setup.Hop hop) {
        return Martian.isLinkLocal(packet.source())
                && (hop.elsewhere()
                        || method == Setup.Method.IPIP
                        || !tagged(packet, packet.frame(), hop.vlan()).equals(packet.frame()));
    }

    private Octets tagged(IpPacket packet, Octets frame, int vlan) {
        return setup.tags().kept() && vlan == 0 ? frame : packet.ethernet().withVlan(frame, vlan);
    }

    /// The kernel fragments what it may and what it can route; of all else the client is told, except where RFC
    /// 1122 section 3.2.2 and RFC 4443 section 2.4 (e) forbid an error message about it.
    private Outcome doesNotFit(IpPacket packet, Outcome.Placed placed, int mtu, Octets rewritten) {
        Setup.Server server = placed.server();
        if (server.method() == Setup.Method.DSCP && packet.isV4() && !packet.dontFragment()) {
            return new Outcome.Sent(
                    Way.ROUTED_BY_KERNEL, Action.PASS, rewritten, placed, Optional.empty(), packet.fragment());
        }
        if (packet.isIcmp() || packet.fragment() instanceof Fragment.Later || !isAnswerable(packet)) {
            return new Outcome.Dropped(Way.TOO_BIG, packet.fragment());
        }
        return new Outcome.Answered(Way.TOO_BIG, Answer.tooBig(packet, mtu - tunnelBytes(server)), packet.fragment());
    }

    private static int tunnelBytes(Setup.Server server) {
        return server.method() == Setup.Method.IPIP ? Tunnel.headerBytes(server) : 0;
    }

    private static Outcome refusal(Way way, Fragment fragment) {
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
                    MALFORMED -> new Outcome.Dropped(way, fragment);
            case FORWARDED, REDIRECTED, ROUTED_BY_KERNEL, ANSWERED, TOO_BIG, UNSERVED_REFUSED, NO_SERVER_REFUSED ->
                throw new IllegalArgumentException(way + " is no refusal");
        };
    }
}
