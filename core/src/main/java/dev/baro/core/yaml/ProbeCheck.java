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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Checks the probe settings: whether durations are in range, timeouts end before the next probe, requests are
/// valid, and the expected answers are possible.
final class ProbeCheck {
    static final Duration SHORTEST = Duration.ofMillis(10);
    static final Duration LONGEST = Duration.ofHours(1);

    /// The headers that frame the request; the prober sets these.
    private static final Set<String> OWN_HEADERS = Set.of("host", "connection", "content-length", "transfer-encoding");

    private static final int DNS_PORT = 53;

    private ProbeCheck() {}

    static List<Problem> check(Part file) {
        HealthTimings timings = Timings.of(file);
        Stream<Problem> layers = file.parts("health-defaults").stream()
                .flatMap(layer -> timing(timings, layer.name()).stream().flatMap(timing -> layer(layer, timing)));
        NamedChecks checks = NamedChecks.of(file);
        List<Part> ports = file.parts("vips").stream()
                .flatMap(vip -> vip.parts("ports").stream())
                .toList();
        Stream<Problem> written = Stream.concat(
                        file.parts("checks").stream(), ports.stream().flatMap(port -> port.part("check").stream()))
                .flatMap(check -> written(check, timings));
        Stream<Problem> used = ports.stream()
                .flatMap(port -> checks.checkOf(port).stream().flatMap(check -> used(port, check, timings)));
        return Stream.of(policy(file), layers, written, used)
                .flatMap(problems -> problems)
                .toList();
    }

    private static Stream<Problem> policy(Part file) {
        Optional<Part> health = file.part("health");
        Optional<Problem> holdDown = health.flatMap(part -> part.duration("hold-down"))
                .filter(duration -> duration.value().compareTo(LONGEST) > 0)
                .map(duration -> duration.error(
                        "hold-down %s is out of range".formatted(Literals.text(duration.value())), "0s (never) to 1h"));
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
                        outOfRange(layer, "fast-interval"),
                        outOfRange(layer, "timeout"),
                        longer(layer, "fast-interval", "interval", timing.interval())
                                .map(fast -> fast.problem("at most %s, or write a longer interval")),
                        longer(layer, "timeout", "interval", timing.interval())
                                .or(() -> longer(layer, "timeout", "fast-interval", timing.fastInterval()))
                                .map(timeout ->
                                        timeout.problem("at most %s, so that one probe ends before the next begins")),
                        fallTwice(layer))
                .flatMap(Optional::stream);
    }

    private static Optional<Problem> outOfRange(Part layer, String key) {
        return layer.duration(key)
                .filter(d -> d.value().compareTo(SHORTEST) < 0 || d.value().compareTo(LONGEST) > 0)
                .map(d -> d.error("%s %s is out of range".formatted(key, Literals.text(d.value())), "10ms to 1h"));
    }

    /// A duration in the file that exceeds another duration, its upper bound.
    private record Longer(String key, Placed<Duration> said, String than, Duration bound) {
        Problem problem(String fix) {
            return said.error(
                    "%s %s is longer than the %s %s"
                            .formatted(key, Literals.text(said.value()), than, Literals.text(bound)),
                    fix.formatted(Literals.text(bound)));
        }
    }

    private static Optional<Longer> longer(Part layer, String key, String than, Duration bound) {
        return layer.duration(key)
                .filter(said -> said.value().compareTo(bound) > 0)
                .map(said -> new Longer(key, said, than, bound));
    }

    private static Optional<Problem> fallTwice(Part layer) {
        return layer.number("retries")
                .filter(retries -> layer.key("fall").isPresent())
                .map(retries ->
                        retries.error("fall and retries set the same value", "keep one of them; fall is retries + 1"));
    }

    /// The mistakes in a check itself, regardless of its port.
    private static Stream<Problem> written(Part check, HealthTimings timings) {
        Part request = check.part("l7").orElse(Part.EMPTY);
        Part connection = check.part("l4").orElse(Part.EMPTY);
        Stream<Problem> ofTimings = Stream.concat(
                layer(request, Timings.said(request).over(timings.l7())),
                layer(connection, Timings.said(connection).over(timings.l4())));
        Stream<Problem> ofContent = Stream.of(
                        backwards(request),
                        verifyWithoutHost(request),
                        authoritiesWithoutVerify(request),
                        filesWithoutTls(request),
                        textOfHead(request),
                        ownHeader(request),
                        notHex(connection, "send"),
                        notHex(connection, "answer"),
                        answerWithoutDatagram(connection),
                        requestAndQuery(check),
                        longLabel(check))
                .flatMap(Optional::stream);
        return Stream.concat(ofContent, ofTimings);
    }

    /// Reports a check that does not suit the port that uses it.
    private static Stream<Problem> used(Part port, Part check, HealthTimings timings) {
        boolean udp = isUdp(port);
        Optional<Problem> overUdp = check.part("l7")
                .filter(_ -> udp && check.key("port").isEmpty())
                .map(l7 -> where(port, l7)
                        .error(
                                "an L7 check needs TCP but port %s is UDP".formatted(port.name()),
                                "write l4: {send: TEXT, answer: TEXT}, or next to l7 the TCP port to be"
                                        + " checked: port: 8080"));
        Optional<Problem> overTcp = check.part("l4")
                .filter(l4 ->
                        !udp && (l4.key("send").isPresent() || l4.key("answer").isPresent()))
                .map(l4 -> where(port, l4)
                        .error(
                                "an L4 check sends a datagram but port %s is TCP".formatted(port.name()),
                                "remove it; a TCP port is always probed with a connection"));
        Optional<Problem> twice = check.part("l4")
                .filter(_ -> udp && check.key("dns").isPresent())
                .map(l4 -> where(port, l4)
                        .error(
                                "port %s is UDP, where dns takes the place of l4".formatted(port.name()),
                                "remove l4; write timings in dns: {name: example.com, interval: 2s}"));
        ProbeTiming usual = udp ? timings.l4() : timings.l7();
        Stream<Problem> ofQuery = check.part("dns").stream()
                .flatMap(dns -> layer(dns, Timings.said(dns).over(usual)));
        return Stream.concat(Stream.of(overUdp, overTcp, twice).flatMap(Optional::stream), ofQuery);
    }

    private static Optional<Problem> requestAndQuery(Part check) {
        return check.part("dns")
                .filter(_ -> check.key("l7").isPresent())
                .map(dns -> dns.placedName()
                        .error("a check cannot have both l7 and dns", "remove one; a port of a VIP has one check"));
    }

    /// Reports a DNS label that is too long: the length must fit into six bits (RFC 1035 section 2.3.4).
    private static Optional<Problem> longLabel(Part check) {
        return check.part("dns")
                .flatMap(dns -> dns.text("name"))
                .flatMap(name -> Stream.of(name.value().split("\\.", -1))
                        .filter(label -> label.length() > 63)
                        .findFirst()
                        .map(label -> name.error(
                                "label %s of the name is too long".formatted(Words.quoted(label)),
                                "at most 63 characters between two dots")));
    }

    /// Reports ports on which no probe would detect a dead server. Servers on the balancer's segments,
    /// which the file does not show, are also probed by ARP; servers with method `mac` are always on
    /// one of these segments.
    static List<Problem> unobserved(Part file) {
        NamedChecks checks = NamedChecks.of(file);
        boolean ping = file.part("health")
                .flatMap(health -> health.flag("ping"))
                .map(Placed::value)
                .orElse(true);
        if (ping) {
            return List.of();
        }
        Set<String> onSegment = file.parts("servers").stream()
                .filter(server -> server.text("method")
                        .filter(method -> method.value().equals("mac"))
                        .isPresent())
                .map(Part::name)
                .collect(Collectors.toSet());
        return file.parts("vips").stream()
                .filter(vip -> vip.texts("servers").stream().anyMatch(name -> !onSegment.contains(name.value())))
                .flatMap(vip -> vip.parts("ports").stream())
                .flatMap(port -> unobserved(port, checks).stream())
                .toList();
    }

    private static Optional<Problem> unobserved(Part port, NamedChecks checks) {
        Placed<String> place = port.text("check").orElseGet(port::placedName);
        if (NamedChecks.isNone(port)) {
            return Optional.of(place.warning(
                    "no probe detects that a server of port %s is dead: ping is off, and the port is not probed"
                            .formatted(port.name()),
                    "write health: {ping: true}, or a check of another port: check: {port: 8080}"));
        }
        boolean answers = checks.checkOf(port)
                .filter(check -> check.key("l7").isPresent()
                        || check.key("dns").isPresent()
                        || check.part("l4").flatMap(l4 -> l4.key("answer")).isPresent())
                .isPresent();
        return isUdp(port) && !answers
                ? Optional.of(place.warning(
                        "no probe detects that a server of port %s is dead: ping is off, and silence passes"
                                .formatted(port.name()),
                        "write the expected answer: check: %s, or health: {ping: true}"
                                .formatted(
                                        port.number("port")
                                                        .filter(number -> number.value() == DNS_PORT)
                                                        .isPresent()
                                                ? "{dns: {name: example.com}}"
                                                : "{l4: {send: TEXT, answer: TEXT}}")))
                : Optional.empty();
    }

    private static boolean isUdp(Part port) {
        return port.text("protocol").filter(p -> p.value().equals("udp")).isPresent();
    }

    /// The position to report: that of the check's part if the port itself defines the check, else that
    /// of the check's name.
    private static Placed<String> where(Part port, Part part) {
        return port.text("check").orElseGet(part::placedName);
    }

    private static Optional<Problem> answerWithoutDatagram(Part connection) {
        return connection
                .text("answer")
                .filter(_ -> connection.key("send").isEmpty())
                .map(answer -> answer.error("an answer is expected, but no datagram is sent", "add send: TEXT"));
    }

    private static Optional<Problem> notHex(Part datagram, String key) {
        return datagram.text(key).flatMap(text -> {
            try {
                Octets.parse(text.value());
                return Optional.empty();
            } catch (IllegalArgumentException _) {
                return Optional.of(text.error(
                        "%s is not a sequence of hex bytes".formatted(Words.quoted(text.value())),
                        "write pairs of hex digits after hex:, such as \"hex:00 ff\""));
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
                .map(text -> text.error("the answer to HEAD has no text", "use GET, or remove text"));
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
                                "the range of statuses %s is reversed".formatted(range),
                                "%s-%s".formatted(range.substring(4), range.substring(0, 3)))));
    }

    private static Optional<Problem> authoritiesWithoutVerify(Part request) {
        boolean verifies = request.flag("verify").filter(Placed::value).isPresent();
        return request.text("ca")
                .filter(_ -> !verifies && request.key("https").isPresent())
                .map(ca -> ca.error(
                        "ca has no effect without verify",
                        "write verify: true and the host of the certificate, or remove ca"));
    }

    private static Optional<Problem> filesWithoutTls(Part request) {
        return request.text("ca")
                .map(ca -> ca.error("ca needs TLS", "use https, or remove it"))
                .or(() -> request.part("client-certificate")
                        .map(client ->
                                client.placedName().error("a client certificate needs TLS", "use https, or remove it")))
                .filter(_ -> request.key("http").isPresent());
    }

    private static Optional<Problem> verifyWithoutHost(Part request) {
        return request.flag("verify")
                .filter(verify -> verify.value() && request.key("host").isEmpty())
                .map(verify ->
                        verify.error("verify needs a host", "add the host for which the certificate must be valid"));
    }
}
