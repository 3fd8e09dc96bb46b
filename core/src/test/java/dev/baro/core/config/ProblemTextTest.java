// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemTextTest {
    @Test
    void showsPlaceLineMarkAndFix() {
        String text = "version: 1\n    dscp: 64\n";

        assertThat(ProblemText.render(
                        "new.yaml",
                        text,
                        List.of(Problem.error(2, 11, "dscp 64 is out of range", "1 to 63; free here: 11, 12, 14"))))
                .isEqualTo("""
                        new.yaml:2:11: dscp 64 is out of range
                            2 |     dscp: 64
                              |           ^^ 1 to 63; free here: 11, 12, 14
                        1 error
                        """);
    }

    @Test
    void countsEachSeverityWithinOneSummary() {
        assertThat(ProblemText.render(
                        "a.yaml",
                        "a: b\n",
                        List.of(
                                Problem.error(1, 1, "wrong", "fix it"),
                                Problem.error(1, 4, "wrong too", "fix it"),
                                Problem.warning(1, 4, "doubtful", "look"),
                                Problem.note(1, 4, "by the way", "nothing to do"))))
                .isEqualTo("""
                        a.yaml:1:1: wrong
                            1 | a: b
                              | ^ fix it
                        a.yaml:1:4: wrong too
                            1 | a: b
                              |    ^ fix it
                        a.yaml:1:4: warning: doubtful
                            1 | a: b
                              |    ^ look
                        a.yaml:1:4: note: by the way
                            1 | a: b
                              |    ^ nothing to do
                        2 errors, 1 warning, 1 note
                        """);
    }

    @Test
    void noProblemIsNoText() {
        assertThat(ProblemText.render("a.yaml", "version: 1\n", List.of())).isEmpty();
    }

    @Test
    void aProblemOfTheWholeFileHasNoPlace() {
        assertThat(ProblemText.render("a.yaml", "", List.of(Problem.error(0, 0, "the file is empty", "fill it"))))
                .isEqualTo("""
                        a.yaml: the file is empty
                              | fill it
                        1 error
                        """);
    }

    @Test
    void aProblemOfAWholeLineHasNoMark() {
        assertThat(ProblemText.render("adx", "server port 80\n", List.of(Problem.note(1, 0, "assumed", "say it"))))
                .isEqualTo("""
                        adx:1: note: assumed
                            1 | server port 80
                              |  say it
                        1 note
                        """);
    }

    @Test
    void aPlaceBeyondTheTextIsNamedWithoutALine() {
        assertThat(ProblemText.render("a", "x\n", List.of(Problem.error(9, 9, "gone", "look"))))
                .isEqualTo("a:9:9: gone\n      | look\n1 error\n");
        assertThat(ProblemText.render("a", "x\n", List.of(Problem.error(1, 9, "gone", "look"))))
                .isEqualTo("a:1:9: gone\n    1 | x\n      |  ^ look\n1 error\n");
    }

    @Test
    void tabsAreShownAsFourSpaces() {
        assertThat(ProblemText.render("a", "\ta:\tb\n", List.of(Problem.error(1, 5, "wrong", "right"))))
                .isEqualTo("a:1:5: wrong\n    1 |     a:    b\n      |           ^ right\n1 error\n");
    }

    @Test
    void wideCharactersTakeTwoColumns() {
        assertThat(ProblemText.render("a", "판교: 64\n", List.of(Problem.error(1, 5, "wrong", "right"))))
                .isEqualTo("a:1:5: wrong\n    1 | 판교: 64\n      |       ^^ right\n1 error\n");
    }

    @Test
    void longLinesAreCutAroundTheColumn() {
        String text = "a".repeat(200) + ": bad" + " ".repeat(10) + "b".repeat(200);

        assertThat(ProblemText.render("a", text, List.of(Problem.error(1, 203, "wrong", "right"))))
                .isEqualTo("a:1:203: wrong\n"
                        + "    1 | …" + "a".repeat(48) + ": bad" + " ".repeat(10) + "b".repeat(47) + "…\n"
                        + "      | " + " ".repeat(51) + "^".repeat(60) + " right\n1 error\n");
    }

    @Test
    void nothingThatSteersATerminalIsPrinted() {
        String rendered = ProblemText.render(
                "a", "a: \u001b[31mred\u202e\n", List.of(Problem.error(1, 4, "\u001b[2J", "\u0007")));

        assertThat(rendered).isEqualTo("a:1:4: □[2J\n    1 | a: □[31mred□\n      |    ^^^^^^^^^ □\n1 error\n");
    }

    @Test
    void quotedTextIsMarkedToItsClosingQuote() {
        assertThat(ProblemText.render("a", "k: \"a b, c\", d\n", List.of(Problem.error(1, 4, "wrong", "right"))))
                .isEqualTo("a:1:4: wrong\n    1 | k: \"a b, c\", d\n      |    ^^^^^^^^ right\n1 error\n");
    }
}
