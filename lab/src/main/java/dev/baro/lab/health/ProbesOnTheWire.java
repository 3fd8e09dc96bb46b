// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.health;

import dev.baro.lab.capture.Capture;
import dev.baro.lab.capture.ProbePacket;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.HealthTopology;
import dev.baro.lab.network.Pause;
import dev.baro.lab.network.Topology;
import dev.baro.lab.proof.Proof;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Every packet of one server's checks, as captured on its link, and the sockets that the checks
/// leave on the server.
record ProbesOnTheWire(int version) implements Proof {
    private static final String SERVER = "web-a01";
    private static final Duration WATCHED = Duration.ofSeconds(4);
    /// The latest start of a check that is counted, because a check that began later may not have ended.
    private static final double LATEST_SECONDS = 3;

    private static final String HANDSHAKE = "[S, S+A, R]";

    @Override
    public String name() {
        return "checks on the wire IPv" + version;
    }

    @Override
    public String expected() {
        return "every L4 check is SYN, SYN+ACK, RST and leaves no socket on the server; every L7 check consists of a"
                + " GET and its 200; all go to the server's address with the VIP's DSCP and are answered by the VIP";
    }

    @Override
    public Finding prove(Lab lab) {
        Path file = lab.names().directory().resolve("checks-v" + version + ".pcap");
        String balancer = version == 6 ? HealthTopology.BALANCER_V6 : HealthTopology.BALANCER_V4;
        Capture capture = Capture.start(
                lab.host(HealthTopology.ROUTER), SERVER, file, Capture.WHOLE_FRAMES, "tcp and host " + balancer);
        Pause.of(WATCHED);
        List<ProbePacket> packets = ProbePacket.read(capture.stop());
        String sockets = lab.host(SERVER).command("ss", "-Htan").succeed();

        List<List<ProbePacket>> checks = whole(packets);
        List<List<ProbePacket>> connects =
                checks.stream().filter(check -> !hasRequest(check)).toList();
        List<List<ProbePacket>> requests =
                checks.stream().filter(ProbesOnTheWire::hasRequest).toList();
        String server = address(lab.webServer(SERVER).server());
        long exact = connects.stream()
                .filter(check -> check.stream()
                        .map(ProbePacket::flags)
                        .toList()
                        .toString()
                        .equals(HANDSHAKE))
                .count();
        long complete = requests.stream().filter(ProbesOnTheWire::isComplete).count();
        long right = checks.stream().filter(check -> isOnTheWay(check, server)).count();
        long left = checks.stream()
                .filter(check -> sockets.contains(":" + check.getFirst().clientPort(balancer) + " "))
                .count();

        boolean ok = !connects.isEmpty()
                && !requests.isEmpty()
                && exact == connects.size()
                && complete == requests.size()
                && right == checks.size()
                && left == 0;
        return new Finding(
                ok,
                exact + " of " + connects.size() + " L4 checks SYN, SYN+ACK, RST; " + complete + " of "
                        + requests.size() + " L7 checks a GET and its 200; " + right + " of " + checks.size()
                        + " marked, to " + server + ", answered by the VIP; " + left + " sockets left");
    }

    /// The checks that began and ended during the capture, each as a list of packets in order.
    private List<List<ProbePacket>> whole(List<ProbePacket> packets) {
        String balancer = version == 6 ? HealthTopology.BALANCER_V6 : HealthTopology.BALANCER_V4;
        Map<Integer, List<ProbePacket>> byPort =
                packets.stream().collect(Collectors.groupingBy(packet -> packet.clientPort(balancer)));
        return byPort.values().stream()
                .filter(check ->
                        check.getFirst().flags().equals("S") && check.getFirst().seconds() < LATEST_SECONDS)
                .toList();
    }

    private String address(Topology.RealServer server) {
        return version == 6 ? HealthTopology.addressV6(server) : server.address();
    }

    private static boolean hasRequest(List<ProbePacket> check) {
        return check.stream().anyMatch(packet -> !packet.method().isEmpty());
    }

    private static boolean isComplete(List<ProbePacket> check) {
        return check.stream().filter(packet -> packet.method().equals("GET")).count() == 1
                && check.stream()
                                .filter(packet -> packet.status().equals("200"))
                                .count()
                        == 1;
    }

    /// Whether every packet to the server has the mark of the VIP, and every answer comes from that VIP.
    private boolean isOnTheWay(List<ProbePacket> check, String server) {
        int dscp = check.getFirst().dscp();
        String vip = vip(dscp);
        return check.stream()
                .allMatch(packet -> packet.destination().equals(server)
                        ? packet.dscp() == dscp
                        : packet.source().equals(vip));
    }

    private String vip(int dscp) {
        return switch (dscp) {
            case 10 -> version == 6 ? HealthTopology.VIP_V6 : Topology.VIP;
            case 12 -> version == 6 ? HealthTopology.SECOND_VIP_V6 : Topology.SECOND_VIP;
            default -> "nobody";
        };
    }
}
