// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Literals;
import dev.baro.core.config.Problem;
import dev.baro.core.config.Words;
import dev.baro.core.model.HealthTimings;
import dev.baro.core.model.Octets;
import dev.baro.core.model.ProbeTiming;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What the file says about probes: durations in bounds, timeouts that end before the next probe, requests that can
/// be sent and answers that can be expected.
final class ProbeCheck {
    static final Duration SHORTEST = Duration.ofMillis(10);
    static final Duration LONGEST = Duration.ofHours(1);

    /// What frames the request, which is the prober's own affair.
    private static final Set<String> OWN_HEADERS = Set.of("host", "connection", "content-length", "transfer-encoding");

    private ProbeCheck() {}

    static List<Problem> check(Part file) {
        HealthTimings timings = Timings.of(file);
        Stream<Problem> layers = file.parts("health-defaults").stream()
                .flatMap(layer -> timing(timings, layer.name()).stream().flatMap(timing -> layer(layer, timing)));
        Stream<Problem> ports = file.parts("vips").stream()
                .flatMap(vip -> vip.parts("ports").stream())
                .flatMap(ProbeCheck::port);
        return Stream.of(policy(file), layers, ports)
                .flatMap(problems -> problems)
                .toList();
    }

    private static Stream<Problem> policy(Part file) {
        Optional<Part> health = file.part("health");
        Optional<Problem> holdDown = health.flatMap(part -> part.duration("hold-down"))
                .filter(duration -> duration.value().compareTo(LONGEST) > 0)
                .map(duration -> duration.error(
                        "hold-down %s is out of range".formatted(Literals.text(duration.value())),
                        "0s, which is never, to 1h"));
        Optional<Problem> within =
                health.flatMap(part -> part.part("mass-failure")).flatMap(part -> outOfRange(part, "within"));
        return Stream.of(holdDown, within).flatMap(Optional::stream);
    }

    private static Optional<ProbeTiming> timing(HealthTimings timings, String layer) {
        return Optional.ofNullable(
                switch (layer) {
                    case "l2" -> timings.l2();
                    case "l3" -> timings.l3();
                    case "l4" -> timings.l4();
                    case "l7" -> timings.l7();
                    default -> null;
                });
    }

    private static Stream<Problem> layer(Part layer, ProbeTiming timing) {
        return Stream.of(
                        outOfRange(layer, "interval"),
                        outOfRange(layer, "timeout"),
                        timeoutTooLong(layer, timing.interval()),
                        fallTwice(layer))
                .flatMap(Optional::stream);
    }

    private static Optional<Problem> outOfRange(Part layer, String key) {
        return layer.duration(key)
                .filter(d -> d.value().compareTo(SHORTEST) < 0 || d.value().compareTo(LONGEST) > 0)
                .map(d -> d.error("%s %s is out of range".formatted(key, Literals.text(d.value())), "10ms to 1h"));
    }

    private static Optional<Problem> timeoutTooLong(Part layer, Duration interval) {
        return layer.duration("timeout")
                .filter(timeout -> timeout.value().compareTo(interval) > 0)
                .map(timeout -> timeout.error(
                        "timeout %s is longer than the interval %s"
                                .formatted(Literals.text(timeout.value()), Literals.text(interval)),
                        "at most %s, so that one probe ends before the next begins"
                                .formatted(Literals.text(interval))));
    }

    private static Optional<Problem> fallTwice(Part layer) {
        return layer.number("retries")
                .filter(retries -> layer.key("fall").isPresent())
                .map(retries -> retries.error("fall and retries say the same", "keep one; fall is retries + 1"));
    }

    private static Stream<Problem> port(Part port) {
        Optional<Part> request = port.part("check").flatMap(check -> check.part("l7"));
        Optional<Part> datagram = port.part("check").flatMap(check -> check.part("l4"));
        boolean udp = port.text("protocol").filter(p -> p.value().equals("udp")).isPresent();
        Optional<Problem> overUdp = request.filter(l7 -> udp)
                .map(l7 -> l7.placedName()
                        .error(
                                "an L7 check needs TCP but port %s is UDP".formatted(port.name()),
                                "say l4: {send: TEXT, answer: TEXT}, or remove the check"));
        Optional<Problem> overTcp = datagram.filter(l4 -> !udp)
                .map(l4 -> l4.placedName()
                        .error(
                                "an L4 check sends a datagram but port %s is TCP".formatted(port.name()),
                                "remove it; a TCP port is always probed with a connection"));
        return Stream.of(
                        overUdp,
                        overTcp,
                        request.flatMap(ProbeCheck::backwards),
                        request.flatMap(ProbeCheck::verifyWithoutHost),
                        request.flatMap(ProbeCheck::authoritiesWithoutVerify),
                        request.flatMap(ProbeCheck::filesWithoutTls),
                        request.flatMap(ProbeCheck::textOfHead),
                        request.flatMap(ProbeCheck::ownHeader),
                        datagram.flatMap(l4 -> notHex(l4, "send")),
                        datagram.flatMap(l4 -> notHex(l4, "answer")))
                .flatMap(Optional::stream);
    }

    private static Optional<Problem> notHex(Part datagram, String key) {
        return datagram.text(key).flatMap(text -> {
            try {
                Octets.parse(text.value());
                return Optional.empty();
            } catch (IllegalArgumentException _) {
                return Optional.of(text.error(
                        "%s is not bytes in hex".formatted(Words.quoted(text.value())),
                        "pairs of hex digits after hex:, such as \"hex:00 ff\""));
            }
        });
    }

    private static Optional<Problem> textOfHead(Part request) {
        boolean head = Stream.of("http", "https")
                .anyMatch(key -> request.text(key)
                        .filter(line -> line.value().startsWith("HEAD"))
                        .isPresent());
        return request.text("text")
                .filter(_ -> head)
                .map(text -> text.error("the answer to HEAD has no text", "ask with GET, or remove text"));
    }

    private static Optional<Problem> ownHeader(Part request) {
        return request.part("headers")
                .flatMap(headers -> headers.texts().entrySet().stream()
                        .filter(header -> OWN_HEADERS.contains(header.getKey().toLowerCase(Locale.ROOT)))
                        .findFirst()
                        .map(header -> header.getValue()
                                .error(
                                        "header %s is set by Baro".formatted(header.getKey()),
                                        header.getKey().equalsIgnoreCase("host") ? "use host" : "remove it")));
    }

    private static Optional<Problem> backwards(Part request) {
        return request.text("expect")
                .flatMap(text -> Stream.of(text.value().split(","))
                        .map(String::strip)
                        .filter(range -> range.matches("\\d{3}-\\d{3}"))
                        .filter(range -> range.substring(0, 3).compareTo(range.substring(4)) > 0)
                        .findFirst()
                        .map(range -> text.error(
                                "statuses %s are the wrong way round".formatted(range),
                                "%s-%s".formatted(range.substring(4), range.substring(0, 3)))));
    }

    private static Optional<Problem> authoritiesWithoutVerify(Part request) {
        boolean verifies = request.flag("verify").filter(Placed::value).isPresent();
        return request.text("ca")
                .filter(_ -> !verifies && request.key("https").isPresent())
                .map(ca -> ca.error(
                        "ca has no effect where nothing is verified",
                        "say verify: true and the host of the certificate, or remove ca"));
    }

    private static Optional<Problem> filesWithoutTls(Part request) {
        return request.text("ca")
                .map(ca -> ca.error("ca needs TLS", "ask with https, or remove it"))
                .or(() -> request.part("client-certificate")
                        .map(client -> client.placedName()
                                .error("a client certificate needs TLS", "ask with https, or remove it")))
                .filter(_ -> request.key("http").isPresent());
    }

    private static Optional<Problem> verifyWithoutHost(Part request) {
        return request.flag("verify")
                .filter(verify -> verify.value() && request.key("host").isEmpty())
                .map(verify ->
                        verify.error("verify needs a host", "add host, for which the certificate must be valid"));
    }
}
