// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import dev.baro.core.config.Config;
import dev.baro.core.frontend.ConfigText;

/// Configurations for the tests of plans.
final class PlanTexts {
    /// Two VIPs over three servers; the first has a slow start of ten seconds.
    static final String STORE = """
            version: 1
            servers:
              a: {address: 198.51.100.1}
              b: {address: 198.51.100.2}
              c: {address: 198.51.100.3}
            vips:
              store:
                address: 203.0.113.100
                dscp: 10
                slow-start: 10s
                servers: [a, b, c]
                ports: {http: {port: 80}, ssl: {port: 443}}
              shop:
                address: 203.0.113.101
                dscp: 11
                scheduler: maglev
                servers: [a, b]
                ports: {http: {port: 80}}
            """;

    private PlanTexts() {}

    static Config store() {
        return config(STORE);
    }

    static Config config(String text) {
        return ConfigText.read(text).config().orElseThrow();
    }
}
