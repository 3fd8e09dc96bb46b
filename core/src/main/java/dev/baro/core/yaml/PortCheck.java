// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Problem;
import dev.baro.core.config.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Checks that each combination of protocol and port in a VIP has one name and uses servers of the VIP.
final class PortCheck {
    private static final int MAX_PORT = 65_535;
    private static final int MAX_DIGITS = 5;
    private static final int MAX_NAME = 63;

    private PortCheck() {}

    static List<Problem> check(Part file) {
        return file.parts("vips").stream()
                .flatMap(vip -> Stream.of(servedTwice(vip), members(vip)).flatMap(List::stream))
                .toList();
    }

    private static List<Problem> members(Part vip) {
        Set<String> ofVip = vip.texts("servers").stream().map(Placed::value).collect(Collectors.toSet());
        List<Problem> problems = new ArrayList<>();
        for (Part port : vip.parts("ports")) {
            Set<String> seen = new HashSet<>();
            for (Placed<String> name : port.texts("servers")) {
                if (!seen.add(name.value())) {
                    problems.add(name.error("%s is listed twice".formatted(Words.shortened(name.value())), "keep one"));
                } else if (!ofVip.contains(name.value())) {
                    problems.add(name.error(
                            "server %s serves port %s but is not a server of VIP %s"
                                    .formatted(
                                            Words.quoted(name.value()),
                                            Words.shortened(port.name()),
                                            Words.shortened(vip.name())),
                            "add it to the servers of the VIP, or remove it here"));
                }
            }
        }
        return problems;
    }

    private static List<Problem> servedTwice(Part vip) {
        Map<String, Part> first = new HashMap<>();
        Map<String, Part> byName = new HashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (Part port : vip.parts("ports")) {
            String protocol = port.text("protocol").map(Placed::value).orElse("tcp");
            for (Range range : ranges(port)) {
                range.problem().ifPresent(problems::add);
                range.numbers().forEach(number -> {
                    String served = protocol + " " + number;
                    Part other = first.putIfAbsent(served, port);
                    if (other != null) {
                        problems.add(range.at()
                                .error(
                                        "%s is also port %s (line %d)"
                                                .formatted(
                                                        Words.shortened(served),
                                                        other.name(),
                                                        other.at().line()),
                                        "each protocol and port may have only one name"));
                    }
                    nameTaken(byName, port, name(port, number)).ifPresent(problems::add);
                });
            }
        }
        return problems;
    }

    /// Reports that two entries produce the same name: `http: [80, 81]` and `http-80`.
    private static Optional<Problem> nameTaken(Map<String, Part> byName, Part port, String name) {
        Part other = byName.putIfAbsent(name, port);
        if (other != null && other.at().compareTo(port.at()) != 0) {
            return Optional.of(port.placedName()
                    .error(
                            "%s is also a name that port %s (line %d) generates"
                                    .formatted(name, other.name(), other.at().line()),
                            "rename one of them"));
        }
        return name.length() > MAX_NAME
                ? Optional.of(port.placedName()
                        .error(
                                "port %s becomes %s, which is longer than %d characters"
                                        .formatted(Words.shortened(port.name()), Words.shortened(name), MAX_NAME),
                                "shorten the name"))
                : Optional.empty();
    }

    /// The number of service ports in an entry of `ports`, computed without expanding the entry.
    static long count(Part port) {
        return ranges(port).stream().mapToLong(Range::size).sum();
    }

    /// The port numbers of an entry of `ports`, in the order of the file.
    static List<Integer> numbers(Part port) {
        return ranges(port).stream().flatMap(Range::numbers).toList();
    }

    /// The name of the service port for one of several numbers under a name.
    static String name(Part port, int number) {
        return count(port) == 1 ? port.name() : port.name() + "-" + number;
    }

    /// The value as ranges: it is a number, a range, or a list of both. The schema reports anything else.
    private static List<Range> ranges(Part port) {
        return Stream.of(
                        port.number("port").stream().map(Range::ofOne),
                        port.text("port").stream().flatMap(Range::of),
                        port.items("port").stream().flatMap(PortCheck::range))
                .flatMap(ranges -> ranges)
                .toList();
    }

    private static Stream<Range> range(Part item) {
        if (!(item.tree() instanceof YamlTree.Scalar scalar)) {
            return Stream.of();
        }
        Placed<String> text = new Placed<>(scalar.text(), item.at());
        return scalar.kind() == ScalarKind.INTEGER ? Range.ofNumber(text) : Range.of(text);
    }

    /// @param first the first port; in a valid range, it is not above `last`
    private record Range(Placed<String> at, int first, int last) {
        static Range ofOne(Placed<Integer> number) {
            return new Range(new Placed<>(number.value().toString(), number.at()), number.value(), number.value());
        }

        static Stream<Range> ofNumber(Placed<String> text) {
            return ScalarKind.isPlain(text.value()) && text.value().length() <= MAX_DIGITS
                    ? Stream.of(new Range(text, Integer.parseInt(text.value()), Integer.parseInt(text.value())))
                    : Stream.of();
        }

        static Stream<Range> of(Placed<String> text) {
            if (!text.value().matches("[1-9][0-9]{0,4}-[1-9][0-9]{0,4}")) {
                return Stream.of();
            }
            int dash = text.value().indexOf('-');
            return Stream.of(new Range(
                    text,
                    Integer.parseInt(text.value().substring(0, dash)),
                    Integer.parseInt(text.value().substring(dash + 1))));
        }

        Optional<Problem> problem() {
            return first > last || last > MAX_PORT && first != last
                    ? Optional.of(at.error(
                            "%s is not a range of ports".formatted(at.value()),
                            "write the smaller port first, and at most %d: 8000-8009".formatted(MAX_PORT)))
                    : Optional.empty();
        }

        long size() {
            return Math.max(1, last - first + 1L);
        }

        Stream<Integer> numbers() {
            return IntStream.rangeClosed(first, Math.max(first, Math.min(last, MAX_PORT)))
                    .boxed();
        }
    }
}
