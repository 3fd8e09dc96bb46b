// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.writer;

import dev.baro.core.config.ApiSettings;
import dev.baro.core.config.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Prints the `api` section of a configuration.
final class YamlTextApi {
    private YamlTextApi() {}

    /// @return the line of the section; empty if it would have no content
    static Optional<String> line(ApiSettings api) {
        List<String> fields = new ArrayList<>();
        add(fields, "listen", api.address());
        add(fields, "certificate", api.tls().certificate());
        add(fields, "key", api.tls().key());
        add(fields, "client-ca", api.tls().clientCa());
        add(fields, "tokens", api.tokens());
        add(fields, "clients", api.clients());
        add(fields, "socket-group", api.socket().socketGroup());
        add(fields, "users", api.socket().users());
        add(fields, "groups", api.socket().groups());
        return fields.isEmpty() ? Optional.empty() : Optional.of("api: {%s}".formatted(String.join(", ", fields)));
    }

    private static void add(List<String> fields, String key, String value) {
        if (!value.isEmpty()) {
            fields.add(key + ": " + YamlTextScalar.quoted(value));
        }
    }

    private static void add(List<String> fields, String key, Map<String, Role> roles) {
        if (!roles.isEmpty()) {
            fields.add(key + ": {"
                    + roles.entrySet().stream()
                            .map(entry -> YamlTextScalar.name(entry.getKey()) + ": "
                                    + entry.getValue().word())
                            .collect(Collectors.joining(", "))
                    + "}");
        }
    }
}
