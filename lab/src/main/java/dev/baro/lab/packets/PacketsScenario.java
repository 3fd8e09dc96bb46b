// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.packets;

import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.LabException;
import dev.baro.lab.network.PacketsTopology;
import dev.baro.lab.network.TestVip;
import dev.baro.lab.network.Together;
import dev.baro.lab.network.Topology;
import dev.baro.lab.proof.Once;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.proof.Scenario;
import dev.baro.lab.traffic.Echo;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.List;
import java.util.stream.Stream;

/// Proves the rest of the packet path: IPv6, the methods `ipip` and `mac`, fragments, ICMP.
public record PacketsScenario() implements Scenario {
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
    public void startServices(Lab lab) {
        lab.webServers()
                .forEach(server -> Echo.start(lab, server, server.server().name(), server.addresses()));
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
    public List<Proof> proofs(Lab lab, BaroDaemon daemon) {
        Once<PacketsTraffic> traffic = new Once<>(() -> PacketsTraffic.send(lab));
        Stream<Proof> delivered = TestVip.ALL.stream().map(vip -> new MethodDelivers(traffic, vip));
        Stream<Proof> others = Stream.of(TestVip.MIXED_V4, TestVip.MIXED_V6)
                .flatMap(vip -> Stream.of(
                        new PathMtuLearnt(vip),
                        new FragmentsTogether(vip),
                        new VipPinged(daemon, vip),
                        new VlanTagKept(daemon, vip)));
        Stream<Proof> tunnelled = Stream.of(TestVip.IPIP_V4, TestVip.IPIP_V6).map(TunnelPathMtuLearnt::new);
        Stream<Proof> asked = Stream.of(TestVip.MAC_V4, TestVip.MAC_V6).map(NeighbourAskedAgain::new);
        return Stream.of(delivered, others, tunnelled, asked)
                .flatMap(proofs -> proofs)
                .toList();
    }
}
