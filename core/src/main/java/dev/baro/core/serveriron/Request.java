// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The request of a `url` line.
///
/// @param host empty when the line gives none
record Request(String method, String path, String host) {
    /// What the device sends when there is no `url` line.
    static final Request DEFAULT = new Request("HEAD", "/", "");

    private static final String LINE_END = "\\r\\n";
    private static final String HOST = "host:";

    /// Reads `GET /path`, `/path`, or a whole request whose lines end in a written-out `\r\n`, as the
    /// device takes them all.
    static Optional<Request> read(Word url, Problems problems) {
        List<String> lines =
                Arrays.asList(url.text().replace("\\?", "?").split(java.util.regex.Pattern.quote(LINE_END), -1));
        List<String> words = Arrays.asList(lines.getFirst().strip().split("\\s+", -1));
        boolean named = words.getFirst().matches("[A-Za-z]+") && words.size() > 1;
        String method = named ? words.getFirst().toUpperCase(Locale.ROOT) : "HEAD";
        List<String> rest = named ? words.subList(1, words.size()) : words;
        boolean versioned =
                rest.size() == 2 && rest.getLast().toUpperCase(Locale.ROOT).startsWith("HTTP/");
        String path = rest.getFirst().startsWith("/") ? rest.getFirst() : "/" + rest.getFirst();
        boolean plain = rest.size() == 1 || versioned;
        if (!plain || !List.of("GET", "HEAD").contains(method) || !path.matches("[!-~]+")) {
            problems.error(url, "url \"%s\" is not a request".formatted(url.text()), "\"GET /path\" or \"HEAD /path\"");
            return Optional.empty();
        }
        if (!named) {
            problems.note(
                    url,
                    "url without a method: taken as HEAD, as on the ServerIron",
                    "write \"GET " + path + "\" for GET");
        }
        return host(url, lines.subList(1, lines.size()), problems).map(host -> new Request(method, path, host));
    }

    private static Optional<String> host(Word url, List<String> headers, Problems problems) {
        String host = "";
        for (String header : headers) {
            if (header.toLowerCase(Locale.ROOT).startsWith(HOST)) {
                host = header.substring(HOST.length()).strip();
            } else if (!header.isBlank()) {
                problems.warning(url, "header left out of the request: " + header.strip(), "only Host can be set here");
            }
        }
        if (!host.matches("[A-Za-z0-9.:_-]*")) {
            problems.error(url, "\"%s\" is not a host name".formatted(host), "letters, digits, dots and dashes");
            return Optional.empty();
        }
        return Optional.of(host);
    }
}
