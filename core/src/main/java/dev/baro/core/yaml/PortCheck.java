// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Problem;
import dev.baro.core.config.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Within a VIP each protocol and port is served under one name.
final class PortCheck {
    private PortCheck() {}

    static List<Problem> check(Part file) {
        return file.parts("vips").stream().flatMap(vip -> vip(vip).stream()).toList();
    }

    private static List<Problem> vip(Part vip) {
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
