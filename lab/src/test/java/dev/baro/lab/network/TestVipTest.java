// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.lab.packets.PacketsScenario;
import org.junit.jupiter.api.Test;

class TestVipTest {
    private final PacketsScenario scenario = new PacketsScenario();

    @Test
    void serverIsToldItsMethodForEachOfItsVips() {
        assertThat(scenario.served(new Topology.RealServer("web-a01", "10.10.10.1")))
                .containsExactly(
                        "211.115.115.110=11:80,9000",
                        "2001:db8:115::110=11:80,9000",
                        "211.115.115.113=23:80,9000",
                        "2001:db8:115::113=23:80,9000");
        assertThat(scenario.served(new Topology.RealServer("web-a03", "10.10.10.3")))
                .containsExactly(
                        "211.115.115.111=ipip",
                        "2001:db8:115::111=ipip",
                        "211.115.115.113=ipip",
                        "2001:db8:115::113=ipip");
        assertThat(scenario.served(new Topology.RealServer("web-l01", "10.10.0.21")))
                .contains("211.115.115.112=mac", "2001:db8:115::113=mac");
    }

    @Test
    void serversAreThoseOfTheNetwork() {
        assertThat(TestVip.MIXED_V4.servers())
                .containsExactlyElementsOf(scenario.topology().servers().stream()
                        .map(Topology.RealServer::name)
                        .toList());
    }
}
