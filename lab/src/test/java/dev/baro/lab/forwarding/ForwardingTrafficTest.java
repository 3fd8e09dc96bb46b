// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.lab.host.WebServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForwardingTrafficTest {
    @Test
    void countsAConnectionOnceHoweverManyRequestsItCarries() {
        List<WebServer.Request> requests = List.of(
                new WebServer.Request("203.0.113.10", 40_001, 80, 1, 200),
                new WebServer.Request("203.0.113.10", 40_001, 80, 1, 200),
                new WebServer.Request("203.0.113.10", 40_002, 80, 2, 200),
                new WebServer.Request("203.0.113.10", 40_003, 443, 3, 200));

        assertThat(ForwardingTraffic.connections(requests)).isEqualTo(Map.of(80, 2L, 443, 1L));
    }
}
