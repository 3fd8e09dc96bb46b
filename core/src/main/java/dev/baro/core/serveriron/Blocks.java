// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Gathers lines under the `server …` line that they follow. Lines about the device itself (interfaces, users, …) are
/// named once each and left out.
final class Blocks {
    private static final Set<String> LEAVING = Set.of("exit", "end", "quit");

    private final Problems problems;
    private final List<Draft> drafts = new ArrayList<>();
    /// By the first three words, in lower case.
    private final Map<String, Integer> draftByBeginning = new HashMap<>();

    private int current;
    private Place place = Place.OUTSIDE;

    private Blocks(Problems problems) {
        this.problems = problems;
    }

    private enum Place {
        OUTSIDE,
        /// Below the current draft.
        SERVER,
        /// Below a line about the device itself.
        DEVICE
    }

    private record Draft(Line header, List<Line> body) {}

    static List<Block> of(List<Line> lines, Problems problems) {
        Blocks blocks = new Blocks(problems);
        lines.forEach(blocks::take);
        return blocks.drafts.stream()
                .map(draft -> Block.of(draft.header(), draft.body()))
                .toList();
    }

    private void take(Line line) {
        if (line.keyword().equals(Lexer.COMMENT)) {
            place = place == Place.DEVICE ? Place.OUTSIDE : place;
        } else if (line.keyword().equals("server")) {
            open(line);
        } else if (LEAVING.contains(line.keyword()) && line.size() == 1) {
            place = Place.OUTSIDE;
        } else if (place == Place.SERVER && (line.first().is("no") || !DeviceLines.contains(line))) {
            drafts.get(current).body().add(line);
        } else {
            takeOutside(line);
        }
    }

    private void takeOutside(Line line) {
        if (DeviceLines.opensBlock(line)) {
            problems.warning(
                    line.first(),
                    "not imported: " + line.text(),
                    "this line and those below it are about the device itself");
            place = Place.DEVICE;
        } else if (place != Place.DEVICE && DeviceLines.contains(line)) {
            problems.warning(line.first(), "not imported: " + line.text(), "it is about the device itself");
            place = Place.OUTSIDE;
        } else if (place == Place.OUTSIDE) {
            problems.error(
                    line.first(),
                    "\"%s\" belongs to no server line".formatted(line.text()),
                    "begin with server port, server real, server remote-name or server virtual; remarks begin with !");
        }
    }

    /// `server real NAME` without an address goes on with the server of that name, as on the device.
    private void open(Line header) {
        place = Place.SERVER;
        String begun = header.text(3).toLowerCase(Locale.ROOT);
        if (header.size() == 3 && draftByBeginning.containsKey(begun)) {
            current = draftByBeginning.get(begun);
            return;
        }
        current = drafts.size();
        draftByBeginning.putIfAbsent(begun, current);
        drafts.add(new Draft(header, new ArrayList<>()));
    }
}
