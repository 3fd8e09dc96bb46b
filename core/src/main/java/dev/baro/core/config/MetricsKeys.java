// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import dev.baro.core.model.IpAddress;
import dev.baro.core.model.MetricsSettings;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `metrics: {listen: 127.0.0.1:9310}`.
final class MetricsKeys {
    private static final Pattern LISTEN = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([0-9.]+)):([0-9]{1,5})");

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

    private static Optional<Placed<String>> listen(Part file) {
        return file.part("metrics").flatMap(metrics -> metrics.text("listen"));
    }

    private static Optional<MetricsSettings> parse(String text) {
        Matcher matcher = LISTEN.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int port = Integer.parseInt(matcher.group(3));
        Optional<IpAddress> address = Optional.ofNullable(matcher.group(1))
                .or(() -> Optional.ofNullable(matcher.group(2)))
                .flatMap(Literals::address);
        return port < 1 || port > 65_535
                ? Optional.empty()
                : address.map(listener -> new MetricsSettings(listener, port));
    }
}
