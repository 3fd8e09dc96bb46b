// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.config.Config;
import dev.baro.core.yaml.YamlFrontEnd;
import dev.baro.lab.host.BaroDaemon;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HealthTopologyTest {
    private final Topology topology = HealthTopology.topology();

    @Test
    void serversAreThoseOfTheConfiguration() {
        Config config =
                YamlFrontEnd.read(BaroDaemon.resource("health.yaml")).config().orElseThrow();
        List<String> addresses = topology.servers().stream()
                .flatMap(server -> Stream.of(server.address(), HealthTopology.addressV6(server)))
                .toList();

        assertThat(config.servers())
                .extracting(server -> server.address().toString())
                .containsExactlyInAnyOrderElementsOf(addresses);
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

    @Test
    void theTargetHasASecondLink() {
        assertThat(topology.interfaces(HealthTopology.TARGET)).containsExactly("eth0", "eth1");
    }
}
