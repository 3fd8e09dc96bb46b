// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import dev.baro.core.config.Config;
import dev.baro.core.yaml.YamlFrontEnd;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Configurations for tests of this package.
final class Texts {
    private Texts() {}

    /// One VIP `store` with DSCP 10, port `http` 80, and servers `web-1` to `web-N`.
    static Config store(int servers, String policy) {
        return store(servers, policy, "http: {port: 80}");
    }

    static Config store(int servers, String policy, String ports) {
        String names =
                IntStream.rangeClosed(1, servers).mapToObj(i -> "web-" + i).collect(Collectors.joining(", "));
        String addresses = IntStream.rangeClosed(1, servers)
                .mapToObj(i -> "web-" + i + ": {address: 198.51.100." + i + "}")
                .collect(Collectors.joining(", "));
        return config("""
                version: 1
                servers: {%s}
                health: {%s}
                health-defaults: {l3: {fall: 3, rise: 2}, l4: {fall: 2, rise: 1}, l7: {fall: 3, rise: 2}}
                vips:
                  store: {address: 203.0.113.100, dscp: 10, servers: [%s], ports: {%s}}
                """.formatted(addresses, policy, names, ports));
    }

    static Config config(String text) {
        return YamlFrontEnd.read(text).config().orElseThrow();
    }
}
