// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.packets;

import dev.baro.lab.capture.Capture;
import dev.baro.lab.capture.WirePacket;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Await;
import dev.baro.lab.network.Namespace;
import dev.baro.lab.network.PacketsTopology;
import dev.baro.lab.network.TestVip;
import dev.baro.lab.network.Together;
import dev.baro.lab.network.Topology;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// 60 requests to each VIP of the scenario `packets`, each on a separate connection, and all their packets on
/// the last link to a server and at the client.
///
/// @param answers  the names that the servers answered with, for each VIP
/// @param atServer the packets that were sent to a server, by its name
/// @param atClient the packets that arrived at the client
record PacketsTraffic(
        Map<TestVip, List<String>> answers, Map<String, List<WirePacket>> atServer, List<WirePacket> atClient) {
    static final int REQUESTS = 60;

    private static final int FIRST_PORT = 20_000;
    private static final int PORTS_PER_VIP = 100;

    static PacketsTraffic send(Lab lab) {
        Capture atClient = Capture.start(
                lab.client(), lab.names().directory().resolve("client.pcap"), Capture.WHOLE_FRAMES, "-Q", "in", "tcp");
        List<Capture> atServers = Together.map(lab.webServers(), server -> capture(lab, server.server()));
        Map<TestVip, List<String>> answers = new HashMap<>();
        TestVip.ALL.forEach(vip -> answers.put(vip, ask(lab, vip)));
        // After the last answer, the last FIN and ACK are still in transit. The captures at the servers never
        // stop growing, because they also record probes. The client's last packets have arrived by the time its
        // own capture has stopped growing.
        Await.still(atClient::bytes);
        Together.map(atServers, Capture::stop);
        List<List<WirePacket>> packets = Together.map(atServers, WirePacket::read);
        return new PacketsTraffic(
                answers,
                IntStream.range(0, packets.size())
                        .boxed()
                        .collect(Collectors.toMap(
                                i -> lab.webServers().get(i).server().name(), packets::get)),
                WirePacket.read(atClient.stop()));
    }

    /// The packets of the connections that the client opened to the VIP, by the client's port.
    static List<WirePacket> of(TestVip vip, List<WirePacket> packets) {
        int first = firstPort(vip);
        return packets.stream()
                .filter(packet -> packet.clientPort() >= first && packet.clientPort() < first + REQUESTS)
                .toList();
    }

    private static Capture capture(Lab lab, Topology.RealServer server) {
        Path file = lab.names().directory().resolve(server.name() + ".pcap");
        Namespace router = lab.host(PacketsTopology.routerOf(server));
        return Capture.start(router, server.name(), file, Capture.WHOLE_FRAMES, "-Q", "out", "ip or ip6");
    }

    private static List<String> ask(Lab lab, TestVip vip) {
        String requests = IntStream.range(firstPort(vip), firstPort(vip) + REQUESTS)
                .mapToObj(port -> """
                        url = "%s"
                        local-port = %d
                        header = "Connection: close"
                        max-time = 2
                        http1.1
                        """.formatted(vip.url(), port))
                .collect(Collectors.joining("next\n"));
        return lab.client()
                .command("timeout", "20", "curl", "--silent", "--config", "-")
                .withInput(requests)
                .run()
                .output()
                .lines()
                .toList();
    }

    private static int firstPort(TestVip vip) {
        return FIRST_PORT + PORTS_PER_VIP * TestVip.ALL.indexOf(vip);
    }
}
