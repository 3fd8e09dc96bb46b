// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.forwarding;

import dev.baro.lab.capture.Capture;
import dev.baro.lab.capture.Meters;
import dev.baro.lab.capture.Packet;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Together;
import dev.baro.lab.network.Topology;
import dev.baro.lab.proof.Proof;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Every packet that reached a real server was rewritten as the conformance table requires: to the server's own
/// address, with the DSCP, with the client's ECN bits, with a TTL lowered by one, and with valid checksums.
record PacketsRewritten(Supplier<ForwardingTraffic> traffic) implements Proof {
    @Override
    public String name() {
        return "packets rewritten";
    }

    @Override
    public String expected() {
        return "at the servers every packet has the server's own address, DSCP 10, the client's ECN bits, right"
                + " checksums; TTL one less after the balancer";
    }

    /// @param ect the number of packets that carried any ECN bits
    private record Headers(long packets, long ownAddress, long marked, long ecnKept, long ect) {
        private Headers plus(Headers other) {
            return new Headers(
                    packets + other.packets,
                    ownAddress + other.ownAddress,
                    marked + other.marked,
                    ecnKept + other.ecnKept,
                    ect + other.ect);
        }

        private boolean allRight() {
            return packets > 0 && ownAddress == packets && marked == packets && ecnKept == packets && ect > 0;
        }
    }

    @Override
    public Finding prove(Lab lab) {
        Map<Packet.Key, Integer> ecnSent = ecnSent();
        Headers headers = IntStream.range(0, traffic.get().atServers().size())
                .mapToObj(i -> headers(
                        traffic.get().atServers().get(i).packets(),
                        lab.webServers().get(i).server().address(),
                        ecnSent))
                .reduce(new Headers(0, 0, 0, 0, 0), Headers::plus);
        List<Capture.Checksums> checksums = Together.map(traffic.get().atServers(), Capture::checksums);
        long checked = checksums.stream().mapToLong(Capture.Checksums::packets).sum();
        long badIp = checked
                - checksums.stream().mapToLong(Capture.Checksums::goodIp).sum();
        long badTcp = checked
                - checksums.stream().mapToLong(Capture.Checksums::goodTcp).sum();
        long older = traffic.get().edge().packets(Meters.FROM_BALANCER_TTL);

        boolean ok = headers.allRight()
                && checked == headers.packets()
                && badIp == 0
                && badTcp == 0
                && older == headers.packets()
                && traffic.get().edge().packets(Meters.TO_BALANCER_TTL) == headers.packets();
        return new Finding(ok, measured(headers, checked, badIp, badTcp, older));
    }

    private static String measured(Headers headers, long checked, long badIp, long badTcp, long older) {
        long all = headers.packets();
        return all + " packets at the servers: " + (all - headers.ownAddress()) + " not to the server's own address, "
                + (all - headers.marked()) + " without DSCP 10, " + (all - headers.ecnKept()) + " with other ECN bits ("
                + headers.ect() + " had some), bad checksums " + badIp + " IP and " + badTcp + " TCP of " + checked
                + ", TTL one less on " + older;
    }

    private Map<Packet.Key, Integer> ecnSent() {
        int vip = Packet.address(Topology.VIP);
        Map<Packet.Key, Integer> sent = new HashMap<>();
        traffic.get().atClient().packets().stream()
                .filter(packet -> packet.destination() == vip)
                .forEach(packet -> sent.put(packet.key(), packet.ecn()));
        return sent;
    }

    private static Headers headers(List<Packet> packets, String own, Map<Packet.Key, Integer> ecnSent) {
        int address = Packet.address(own);
        return new Headers(
                packets.size(),
                packets.stream()
                        .filter(packet -> packet.destination() == address)
                        .count(),
                packets.stream()
                        .filter(packet -> packet.dscp() == Topology.DSCP)
                        .count(),
                packets.stream()
                        .filter(packet -> ecnSent.getOrDefault(packet.key(), -1) == packet.ecn())
                        .count(),
                packets.stream().filter(packet -> packet.ecn() != 0).count());
    }
}
