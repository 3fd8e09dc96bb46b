// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BalancersTopologyTest {
    private final Topology topology = BalancersTopology.topology();

    @Test
    void eachBalancerHasOneArmAtThePortOfItsRouter() {
        BalancersTopology.balancers().forEach(balancer -> {
            assertThat(topology.interfaces(balancer.name())).containsExactly("eth0");
            assertThat(topology.interfaces(Topology.EDGE)).contains(balancer.port());
        });
    }

    @Test
    void noRouteToTheVipIsThereFromTheBeginning() {
        assertThat(topology.hosts().stream().flatMap(host -> host.ip().stream()))
                .noneMatch(line -> line.contains(Topology.VIP));
    }

    @Test
    void aSegmentHasItsOwnRouter() {
        assertThat(BalancersTopology.balancers())
                .extracting(BalancersTopology.Balancer::router)
                .containsExactly("10.10.0.1", "10.10.0.1", "10.20.0.1", "10.20.0.1");
    }
}
