// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.support;

import dev.baro.core.config.Config;
import dev.baro.core.config.Secrets;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.ServicePort;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Removes possible secrets from text: the content of probes in the configuration, anything that looks like a
/// password, and private keys. In doubt, it removes too much rather than too little.
///
/// @param values the values that are secret wherever they occur
record Redaction(Set<String> values) {
    private static final String REMOVED = "(removed)";

    /// A shorter value may be an ordinary word, so it is not removed.
    private static final int SHORTEST = 6;

    private static final Pattern HEADERS = Pattern.compile("headers: ?\\{.*");
    private static final Pattern PAYLOAD = Pattern.compile("\\b(send|payload): ?\\S.*");
    private static final Pattern WRITTEN = Pattern.compile(
            "((?:authorization|cookie|passw(?:or)?d|passphrase|secret|token|api-?key|community)[\"']?\\s*[:=]\\s*)"
                    + "(?:\"[^\"]*\"|'[^']*'|(?:bearer |basic )?[^\\s,}]+)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern KEY = Pattern.compile(
            "-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)", Pattern.DOTALL);

    static Redaction of(Optional<Config> config) {
        return new Redaction(config.stream()
                .flatMap(read -> read.vips().stream())
                .flatMap(vip -> vip.ports().stream())
                .map(ServicePort::check)
                .flatMap(Redaction::sent)
                .map(String::strip)
                .filter(value -> value.length() >= SHORTEST)
                .collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    private static Stream<String> sent(ApplicationCheck check) {
        return switch (check) {
            case ApplicationCheck.Http http ->
                Stream.concat(
                        http.headers().stream().map(header -> header.substring(header.indexOf(':') + 1)),
                        Stream.of(http.path().substring(http.path().indexOf('?') + 1))
                                .filter(_ -> http.path().contains("?")));
            case ApplicationCheck.Udp _, ApplicationCheck.Dns _, ApplicationCheck.None _, ApplicationCheck.Unprobed _ ->
                Stream.empty();
        };
    }

    String clean(String text) {
        String known = text;
        for (String value : values) {
            known = known.replace(value, REMOVED);
        }
        String written = WRITTEN.matcher(KEY.matcher(known).replaceAll(REMOVED)).replaceAll("$1" + REMOVED);
        return written.lines().map(Redaction::line).collect(Collectors.joining("\n", "", "\n"));
    }

    /// Removes a value together with the rest of its line, because any quoting style is possible.
    private static String line(String line) {
        String without = HEADERS.matcher(line).replaceAll("headers: " + REMOVED);
        return Secrets.masked(PAYLOAD.matcher(without).replaceAll("$1: " + REMOVED));
    }
}
