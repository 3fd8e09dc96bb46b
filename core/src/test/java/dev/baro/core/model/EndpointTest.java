// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @Test
    void readsBothIpVersions() {
        assertThat(Endpoint.parse("198.51.100.7:40000"))
                .isEqualTo(new Endpoint(IpAddress.parse("198.51.100.7"), 40_000));
        assertThat(Endpoint.parse("[2001:db8:0::7]:443")).hasToString("[2001:db8::7]:443");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "198.51.100.7",
                "198.51.100.7:0",
                "198.51.100.7:65536",
                "198.51.100.7:",
                "198.51.100.256:80",
                "2001:db8::7:80",
                "[198.51.100.7]:80",
                "localhost:80",
                ":80",
                ""
            })
    void refusesEverythingElse(String text) {
        assertThatThrownBy(() -> Endpoint.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
