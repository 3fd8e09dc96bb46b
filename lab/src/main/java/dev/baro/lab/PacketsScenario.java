// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What the packet path does beside the main job: IPv6, the methods `ipip` and `mac`, fragments, ICMP.
record PacketsScenario() implements Scenario {
    private static final Duration ECHO_START_LIMIT = Duration.ofSeconds(10);

    private static final String PICTURE = """

              203.0.113.10, 2001:db8:203::10
              client ─── isp ─── edge ─── core ═══ web-a01 web-a02  dscp    web-a03 web-a04  ipip
                                  ║
                                  ╚═ lb-a1   web-l01 web-l02  mac
            """;

    @Override
    public Topology topology() {
        return PacketsTopology.topology();
    }

    @Override
    public List<String> served(Topology.RealServer server) {
        return TestVip.ALL.stream()
                .flatMap(vip -> vip.agentWords(server.name()).stream())
                .toList();
    }

    @Override
    public void installMeters(Lab lab) {
        Together.map(lab.webServers(), server -> FragmentsTogether.installMeter(server.namespace()));
        try (var file = new RandomAccessFile(
                lab.names()
                        .directory()
                        .resolve("www")
                        .resolve(PathMtuLearnt.FILE)
                        .toFile(),
                "rw")) {
            file.setLength(PathMtuLearnt.FILE_BYTES);
        } catch (IOException e) {
            throw new LabException("write " + PathMtuLearnt.FILE + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String configuration() {
        return "packets.yaml";
    }

    @Override
    public List<String> urls() {
        return List.of();
    }

    @Override
    public String picture() {
        return PICTURE;
    }

    @Override
    public List<Proof> proofs(Lab lab, Daemon daemon) {
        Together.map(lab.webServers(), server -> startEcho(lab, server));
        PacketsTraffic traffic = PacketsTraffic.send(lab);
        Stream<Proof> delivered = TestVip.ALL.stream().map(vip -> new MethodDelivers(traffic, vip));
        Stream<Proof> others = Stream.of(TestVip.MIXED_V4, TestVip.MIXED_V6)
                .flatMap(vip -> Stream.of(
                        new PathMtuLearnt(vip),
                        new FragmentsTogether(vip),
                        new VipPinged(daemon, vip),
                        new VlanTagKept(daemon, vip)));
        return Stream.concat(delivered, others).toList();
    }

    private static Background startEcho(Lab lab, WebServer server) {
        List<String> words = new ArrayList<>(List.of("lab", "udp-echo", Integer.toString(TestVip.ECHO)));
        words.addAll(server.addresses());
        Background echo = lab.launcher()
                .in(server.namespace(), words.toArray(String[]::new))
                .start(lab.names().directory().resolve(server.server().name() + ".echo"));
        echo.awaitLog(UdpEchoCommand.READY, ECHO_START_LIMIT);
        return echo;
    }
}
