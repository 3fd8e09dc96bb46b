// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Revokes earlier lines of a block: those that begin with the words after `no`, as on the device.
final class Negation {
    private static final String BIND = "bind";

    private final Problems problems;

    Negation(Problems problems) {
        this.problems = problems;
    }

    /// @param body the block's lines so far; revoked lines are removed from it
    /// @param no   the line without its `no`
    void apply(List<Line> body, Line no, Word place) {
        List<Line> before = List.copyOf(body);
        if (no.has(0, BIND) && no.size() > 2) {
            unbind(body, no);
        } else {
            body.removeIf(line -> line.beginsLike(no));
        }
        if (before.equals(body)) {
            reportNothing(no, place);
            return;
        }
        String lines = before.stream()
                .filter(line -> !body.contains(line))
                .map(line -> String.valueOf(line.number()))
                .collect(Collectors.joining(", "));
        problems.note(place, "no %s cancels line %s".formatted(no.text(), lines), "the later line applies");
    }

    void reportNothing(Line no, Word place) {
        problems.note(
                place, "no %s has no effect".formatted(no.text()), "no earlier line contains %s".formatted(no.text()));
    }

    /// Revokes each server-port pair separately.
    private static void unbind(List<Line> body, Line no) {
        Set<String> names = no.boundServers();
        body.replaceAll(line -> line.has(0, BIND) && line.has(1, no.word(1).text()) ? without(line, names) : line);
        body.removeIf(line -> line.has(0, BIND) && line.size() < 3);
    }

    /// Removes a server from every line that binds it.
    static void unbind(List<Line> body, String server) {
        body.replaceAll(line -> line.has(0, BIND) ? without(line, Set.of(server)) : line);
        body.removeIf(line -> line.has(0, BIND) && line.size() < 3);
    }

    private static Line without(Line bind, Set<String> names) {
        List<Word> kept = new ArrayList<>(bind.words().subList(0, Math.min(2, bind.size())));
        for (int i = 2; i < bind.size(); i += 2) {
            if (!names.contains(bind.word(i).text())) {
                kept.addAll(bind.words().subList(i, Math.min(i + 2, bind.size())));
            }
        }
        return kept.size() == bind.size() ? bind : new Line(kept);
    }
}
