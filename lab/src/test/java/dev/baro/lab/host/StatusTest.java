// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatusTest {
    private static final String JSON = """
            {
              "config": {"revision": 3, "applied": 2},
              "interfaces": [{"name": "eth0", "mode": "native"}],
              "outcomes": {"forwarded": 38000, "port-not-served": 20},
              "vips": [{
                "name": "store-app1", "address": "211.115.115.100", "dscp": 10,
                "ports": [{"name": "http", "protocol": "tcp", "port": 80, "members": 1, "usable": 1}],
                "servers": [{
                  "name": "web-a01", "address": "10.10.10.1", "state": "enabled", "weight": 100,
                  "sessions_created": 500, "health": "up"
                }]
              }]
            }
            """;

    @Test
    void readsWhatTheProofsNeed() {
        Status status = Status.parse(JSON);

        assertThat(status.interfaceModes()).containsExactly("native");
        assertThat(status.verdict("port-not-served")).isEqualTo(20);
        assertThat(status.verdict("no-server")).isZero();
        assertThat(status.plan())
                .containsExactly(new Status.Planned(
                        "211.115.115.100", 10, List.of("80 tcp 1"), "web-a01", "10.10.10.1", "enabled", 100));
    }

    @Test
    void knowsWhichVipsAreServed() {
        Status status = Status.parse(JSON);

        assertThat(status.serves("211.115.115.100")).isTrue();
        assertThat(status.serves("211.115.115.101")).isFalse();
    }
}
