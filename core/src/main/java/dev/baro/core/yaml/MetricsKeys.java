// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Problem;
import dev.baro.core.config.Words;
import dev.baro.core.model.Endpoint;
import dev.baro.core.model.MetricsSettings;
import java.util.List;
import java.util.Optional;

/// `metrics: {listen: 127.0.0.1:9310}`.
final class MetricsKeys {
    private MetricsKeys() {}

    static MetricsSettings settings(Part file) {
        return listen(file).flatMap(text -> parse(text.value())).orElse(MetricsSettings.NONE);
    }

    static List<Problem> check(Part file) {
        return listen(file)
                .filter(text -> parse(text.value()).isEmpty())
                .map(text -> text.error(
                        "listen %s is not an address and a port".formatted(Words.quoted(text.value())),
                        "such as 127.0.0.1:9310 or \"[::1]:9310\""))
                .stream()
                .toList();
    }

    /// There is no password.
    static List<Problem> open(Part file) {
        return listen(file)
                .filter(text -> parse(text.value())
                        .filter(settings -> !settings.address().inet().isLoopbackAddress())
                        .isPresent())
                .map(text -> text.warning(
                        "metrics at %s have no password: every host that reaches the address can read them"
                                .formatted(text.value()),
                        "listen on 127.0.0.1, or let a firewall admit the collector alone"))
                .stream()
                .toList();
    }

    private static Optional<Placed<String>> listen(Part file) {
        return file.part("metrics").flatMap(metrics -> metrics.text("listen"));
    }

    private static Optional<MetricsSettings> parse(String text) {
        try {
            Endpoint listener = Endpoint.parse(text);
            return Optional.of(new MetricsSettings(listener.address(), listener.port()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
