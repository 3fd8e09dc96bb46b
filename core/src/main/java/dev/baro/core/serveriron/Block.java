// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import java.util.List;

/// A `server …` line with the lines that belong to it, not yet understood.
record Block(Line header, List<Line> body) {
    Block {
        body = List.copyOf(body);
    }

    /// Whether there is such a line, even a wrong one.
    boolean mentions(String keyword) {
        return body.stream().anyMatch(line -> line.keyword().equals(keyword));
    }

    /// Whether there is a line `KEYWORD PORT …`, even a wrong one.
    boolean mentions(String keyword, int port) {
        String number = Integer.toString(port);
        return body.stream()
                .filter(line -> line.keyword().equals(keyword))
                .anyMatch(line -> line.has(1, Ports.name(port)) || line.has(1, number));
    }
}
