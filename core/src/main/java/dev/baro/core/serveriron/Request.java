// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// The request of a `url` line.
///
/// @param host    the host; empty if the line gives none
/// @param headers the headers, each as `Name: value`
record Request(String method, String path, String host, List<String> headers) {
    /// The request that the device sends if there is no `url` line.
    static final Request DEFAULT = new Request("HEAD", "/", "", List.of());

    private static final String LINE_END = "\\r\\n";
    private static final String HOST = "host:";

    /// The headers that frame the request; the prober sets these.
    private static final Set<String> OWN = Set.of("connection", "content-length", "transfer-encoding");

    /// Reads `GET /path`, `/path`, or a whole request with lines that end in a literal `\r\n`, because the
    /// device accepts all of these.
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
                    "url without a method: HEAD is used, as on the ServerIron",
                    "for GET, write \"GET " + path + "\"");
        }
        List<String> fields = lines.subList(1, lines.size());
        List<String> headers = headers(url, fields, problems);
        return host(url, fields, problems).map(host -> new Request(method, path, host, headers));
    }

    /// The headers that the YAML file accepts: no framing headers and no duplicates.
    private static List<String> headers(Word url, List<String> fields, Problems problems) {
        SequencedMap<String, String> headers = new LinkedHashMap<>();
        for (String field : fields) {
            int colon = field.indexOf(':');
            String name = colon < 0 ? "" : field.substring(0, colon).strip();
            String key = name.toLowerCase(Locale.ROOT);
            String value = field.substring(colon + 1).strip();
            boolean fits = name.matches("[A-Za-z0-9._-]{1,63}") && value.matches("[ -~]{0,512}");
            if (key.equals("host") || field.isBlank()) {
                continue;
            }
            if (!fits || OWN.contains(key) || headers.putIfAbsent(key, name + ": " + value) != null) {
                problems.warning(
                        url,
                        "header omitted from the request: " + (name.isEmpty() ? field.strip() : name),
                        "Host and other header fields can be set, each once, except those that frame the request"
                                + " (vips.ports.check.l7.headers)");
            }
        }
        return List.copyOf(headers.values());
    }

    private static Optional<String> host(Word url, List<String> headers, Problems problems) {
        String host = "";
        for (String header : headers) {
            if (header.toLowerCase(Locale.ROOT).startsWith(HOST)) {
                host = header.substring(HOST.length()).strip();
            }
        }
        if (!host.matches("[A-Za-z0-9.:_-]*")) {
            problems.error(url, "\"%s\" is not a host name".formatted(host), "letters, digits, dots and dashes");
            return Optional.empty();
        }
        return Optional.of(host);
    }
}
