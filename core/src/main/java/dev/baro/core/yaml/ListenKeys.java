// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.PageSettings;
import dev.baro.core.config.Problem;
import dev.baro.core.config.Words;
import dev.baro.core.model.Endpoint;
import dev.baro.core.model.MetricsSettings;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The TCP listeners: `metrics: {listen: 127.0.0.1:9310}` and `page: {listen: 127.0.0.1:8080}`.
final class ListenKeys {
    private static final String METRICS = "metrics";
    private static final String PAGE = "page";

    private ListenKeys() {}

    static MetricsSettings metrics(Part file) {
        return listen(file, METRICS)
                .flatMap(text -> parse(text.value()))
                .map(at -> new MetricsSettings(at.address(), at.port()))
                .orElse(MetricsSettings.NONE);
    }

    static PageSettings page(Part file) {
        List<String> names = file.part(PAGE).stream()
                .flatMap(page -> page.texts("names").stream())
                .map(Placed::value)
                .toList();
        return listen(file, PAGE)
                .flatMap(text -> parse(text.value()))
                .map(at -> new PageSettings(Optional.of(at), names))
                .orElse(PageSettings.NONE);
    }

    static List<Problem> check(Part file) {
        return Stream.of(unreadable(file, METRICS, "9310"), unreadable(file, PAGE, "8080"), elsewhere(file))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Problem> unreadable(Part file, String key, String port) {
        return listen(file, key)
                .filter(text -> parse(text.value()).isEmpty())
                .map(text -> text.error(
                        "listen %s is not an address and a port".formatted(Words.quoted(text.value())),
                        "such as 127.0.0.1:%1$s or \"[::1]:%1$s\"".formatted(port)));
    }

    /// Reports a listener on an address other than loopback, because the token would
    /// cross the network unencrypted.
    private static Optional<Problem> elsewhere(Part file) {
        return listen(file, PAGE)
                .filter(text -> isOpen(text.value()))
                .map(text -> text.error(
                        "the page cannot be served at %s, because it has no TLS".formatted(text.value()),
                        "listen on 127.0.0.1, and reach it through ssh -L or a TLS proxy that is listed in"
                                + " page: {names: [...]}"));
    }

    /// Reports a listener that other hosts can reach, because it asks for no password.
    static List<Problem> open(Part file) {
        return listen(file, METRICS)
                .filter(text -> isOpen(text.value()))
                .map(text -> text.warning(
                        "metrics at %s have no password: every host that reaches the address can read them"
                                .formatted(text.value()),
                        "listen on 127.0.0.1, or let a firewall admit only the collector"))
                .stream()
                .toList();
    }

    private static boolean isOpen(String text) {
        return parse(text)
                .filter(at -> !at.address().inet().isLoopbackAddress())
                .isPresent();
    }

    private static Optional<Placed<String>> listen(Part file, String key) {
        return file.part(key).flatMap(part -> part.text("listen"));
    }

    private static Optional<Endpoint> parse(String text) {
        try {
            return Optional.of(Endpoint.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
