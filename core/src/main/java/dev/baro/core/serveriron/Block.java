// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A `server …` line and the lines of its body, before parsing.
///
/// @param beginnings the first word and the first two words of each line of the body, in lower case
record Block(Line header, List<Line> body, Set<String> beginnings) {
    Block {
        body = List.copyOf(body);
        beginnings = Set.copyOf(beginnings);
    }

    static Block of(Line header, List<Line> body) {
        Set<String> beginnings = new HashSet<>();
        for (Line line : body) {
            beginnings.add(line.keyword());
            beginnings.add(line.text(2).toLowerCase(Locale.ROOT));
        }
        return new Block(header, body, beginnings);
    }

    /// Whether the body has a line with this keyword, even if the line is invalid.
    boolean mentions(String keyword) {
        return beginnings.contains(keyword);
    }

    /// Whether the body has a line `KEYWORD PORT …`, even if the line is invalid.
    boolean mentions(String keyword, int port) {
        return beginnings.contains(keyword + " " + Ports.name(port).toLowerCase(Locale.ROOT))
                || beginnings.contains(keyword + " " + port);
    }
}
