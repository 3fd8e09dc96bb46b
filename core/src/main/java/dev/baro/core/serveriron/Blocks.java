// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Groups lines under the preceding `server …` line, expands shortened words, and removes lines that a
/// later `no` revokes. It skips lines about the device itself (interfaces, users, …), and reports each
/// kind of them once.
final class Blocks {
    private static final Set<String> LEAVING = Set.of("exit", "end", "quit");
    private static final String NO = "no";

    private final Problems problems;
    private final Negation negation;
    private final List<Draft> drafts = new ArrayList<>();
    /// The draft blocks, by the first three words of their first line, in lower case.
    private final Map<String, Draft> draftByBeginning = new HashMap<>();

    private Draft current = new Draft(new Line(List.of(new Word("", 0, 0))), new ArrayList<>());
    private Place place = Place.OUTSIDE;

    private Blocks(Problems problems) {
        this.problems = problems;
        this.negation = new Negation(problems);
    }

    private enum Place {
        OUTSIDE,
        /// The line belongs to the current draft block.
        SERVER,
        /// The line follows a line about the device itself.
        DEVICE
    }

    private record Draft(Line header, List<Line> body) {
        /// @return the vocabulary of the draft's body; empty for a line without a body
        Vocabulary vocabulary() {
            return switch (header.size() > 1 ? header.word(1).text() : "") {
                case "port" -> Vocabulary.PROFILE;
                case "virtual" -> Vocabulary.VIRTUAL;
                default -> Vocabulary.REAL;
            };
        }
    }

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
        } else if (DeviceLines.isOfTerminal(line)) {
            reportTerminal(line);
        } else if (line.first().is(NO) && line.size() > 1) {
            takeBack(line);
        } else if (isOfServer(line)) {
            current.body().add(written(line));
        } else {
            takeOutside(line);
        }
    }

    private void reportTerminal(Line line) {
        if (!DeviceLines.isPrinted(line)) {
            problems.note(line.first(), "left out: " + line.text(), "it is a command of the terminal, not a setting");
        }
    }

    /// Whether the line belongs to the server above: words of a server's body take precedence over words
    /// that begin another block.
    private boolean isOfServer(Line line) {
        if (place != Place.SERVER || leaves(line)) {
            return false;
        }
        String word = line.first().text();
        return current.vocabulary().has(word)
                || !Vocabulary.OUTSIDE.has(word)
                        && (current.vocabulary().mayMean(word) || !DeviceLines.mayBegin(word) && !mayBeServer(word));
    }

    private static boolean leaves(Line line) {
        String word = line.keyword();
        return line.size() == 1
                && word.length() >= DeviceLines.SHORTEST
                && LEAVING.stream().anyMatch(leaving -> leaving.startsWith(word));
    }

    private static boolean mayBeServer(String word) {
        return word.length() >= DeviceLines.SHORTEST && "server".startsWith(word.toLowerCase(Locale.ROOT));
    }

    /// A line below a server, after expanding the words that a grammar depends on.
    private Line written(Line line) {
        Line written = current.vocabulary().written(line, 0, problems);
        if (current.vocabulary() == Vocabulary.PROFILE && written.size() > 1) {
            return Vocabulary.TIMING.written(written, 1, problems);
        }
        if (written.size() > 1 && (written.has(0, "port") || written.has(0, "bind"))) {
            written = written.with(1, Ports.written(written.word(1).text()));
        }
        boolean ofPort = written.has(0, "port") && written.size() > 2;
        return ofPort ? ports().written(written, 2, problems) : written;
    }

    private Vocabulary ports() {
        return current.vocabulary() == Vocabulary.VIRTUAL ? Vocabulary.VIRTUAL_PORT : Vocabulary.REAL_PORT;
    }

    private void takeBack(Line line) {
        Line no = line.rest();
        Line outside = Vocabulary.OUTSIDE.mayMean(no.first().text()) ? Vocabulary.OUTSIDE.written(no, 0, problems) : no;
        if (isOfServer(no)) {
            negation.apply(current.body(), written(no), line.first());
        } else if (outside.has(0, "server")) {
            takeServerBack(Vocabulary.GLOBAL.written(outside, 1, problems), line.first());
            place = Place.OUTSIDE;
        } else if (place != Place.DEVICE) {
            problems.warning(
                    line.first(), "not imported: no " + DeviceLines.kind(outside), "it is about the device itself");
            place = Place.OUTSIDE;
        }
    }

    private void takeServerBack(Line no, Word at) {
        List<Draft> gone =
                drafts.stream().filter(draft -> draft.header().beginsLike(no)).toList();
        if (gone.isEmpty() || no.size() < 2) {
            negation.reportNothing(no, at);
            return;
        }
        drafts.removeAll(gone);
        draftByBeginning.values().removeAll(gone);
        boolean server = no.has(1, "real") || no.has(1, "remote-name");
        for (Draft draft : gone) {
            if (server && draft.header().size() > 2) {
                drafts.forEach(other ->
                        Negation.unbind(other.body(), draft.header().word(2).text()));
            }
            problems.note(
                    at,
                    "no %s cancels line %d and the lines below it"
                            .formatted(no.text(), draft.header().number()),
                    "the later line applies");
        }
    }

    private void takeOutside(Line said) {
        boolean known = leaves(said);
        Line line = known || place == Place.DEVICE && !mayBeServer(said.first().text())
                ? said
                : Vocabulary.OUTSIDE.written(said, 0, problems);
        if (line.has(0, "server")) {
            open(Vocabulary.GLOBAL.written(line, 1, problems));
        } else if (known) {
            place = Place.OUTSIDE;
        } else if (DeviceLines.opensBlock(line)) {
            problems.warning(
                    line.first(),
                    "not imported: " + DeviceLines.kind(line),
                    "this line and those below it are about the device itself");
            place = Place.DEVICE;
        } else if (place != Place.DEVICE && DeviceLines.contains(line)) {
            problems.warning(line.first(), "not imported: " + DeviceLines.kind(line), "it is about the device itself");
            place = Place.OUTSIDE;
        } else if (place == Place.OUTSIDE) {
            problems.error(
                    line.first(),
                    "\"%s\" does not belong to a server line".formatted(line.text()),
                    "start a block with server port, server real, server remote-name or server virtual; comments"
                            + " begin with !");
        }
    }

    /// `server real NAME` without an address continues the server of that name, as on the device.
    private void open(Line header) {
        place = Place.SERVER;
        String begun = header.text(3).toLowerCase(Locale.ROOT);
        Draft before = draftByBeginning.get(begun);
        if (header.size() == 3 && before != null) {
            current = before;
            return;
        }
        current = new Draft(header, new ArrayList<>());
        draftByBeginning.putIfAbsent(begun, current);
        drafts.add(current);
    }
}
