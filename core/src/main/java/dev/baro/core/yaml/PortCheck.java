// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Problem;
import dev.baro.core.config.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Within a VIP each protocol and port is served under one name, and by servers of the VIP.
final class PortCheck {
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
                            "server %s serves port %s and is not a server of VIP %s"
                                    .formatted(
                                            Words.quoted(name.value()),
                                            Words.shortened(port.name()),
                                            Words.shortened(vip.name())),
                            "name it in the servers of the VIP too, or leave it out here"));
                }
            }
        }
        return problems;
    }

    private static List<Problem> servedTwice(Part vip) {
        Map<String, Part> first = new HashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (Part port : vip.parts("ports")) {
            String protocol = port.text("protocol").map(Placed::value).orElse("tcp");
            port.number("port").ifPresent(number -> {
                String served = protocol + " " + number.value();
                Part other = first.putIfAbsent(served, port);
                if (other != null) {
                    problems.add(number.error(
                            "%s is also port %s (line %d)"
                                    .formatted(
                                            Words.shortened(served),
                                            other.name(),
                                            other.at().line()),
                            "a protocol and a port have one name"));
                }
            });
        }
        return problems;
    }
}
