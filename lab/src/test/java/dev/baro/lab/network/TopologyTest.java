// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TopologyTest {
    private final Topology topology = Topology.twoDataCentres();

    @Test
    void hasThreeRealServersInEachDataCentre() {
        assertThat(topology.servers())
                .containsExactly(
                        new Topology.RealServer("web-a01", "10.10.10.1"),
                        new Topology.RealServer("web-a02", "10.10.10.2"),
                        new Topology.RealServer("web-a03", "10.10.10.3"),
                        new Topology.RealServer("web-b01", "10.20.10.1"),
                        new Topology.RealServer("web-b02", "10.20.10.2"),
                        new Topology.RealServer("web-b03", "10.20.10.3"));
    }

    @Test
    void balancerHasOneArm() {
        assertThat(topology.interfaces("lb-a1")).containsExactly("eth0");
    }

    @Test
    void everyEndOfALinkIsOnAHost() {
        Stream<String> ends = topology.links().stream()
                .flatMap(link -> Stream.of(link.left().host(), link.right().host()));

        assertThat(ends)
                .allMatch(end ->
                        topology.hosts().stream().anyMatch(host -> host.name().equals(end)));
    }

    @Test
    void interfaceNamesFitTheKernel() {
        assertThat(topology.hosts().stream().flatMap(host -> topology.interfaces(host.name()).stream()))
                .allMatch(name -> name.length() <= 15);
    }
}
