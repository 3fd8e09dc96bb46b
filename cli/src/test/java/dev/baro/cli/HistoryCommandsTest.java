// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.api.Json;
import dev.baro.core.history.RevisionList;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The verbs of revisions, against a real daemon over its real socket; only its kernel half is a stand-in.
class HistoryCommandsTest extends StoreDaemon {
    private String history() {
        return baro("history")
                .out()
                .replaceAll("[0-9-]{10}T[0-9:]{8}Z", "2026-11-23T06:40:00Z")
                .replace("by " + System.getProperty("user.name"), "by root");
    }

    @Test
    void historySaysWhenByWhomAndWhy() throws IOException {
        Files.writeString(file, Texts.TWO_PORTS);
        baro("apply", "--reason", "second port");

        assertThat(history()).isEqualTo("""
                        REVISION  WHEN                  BY             CHANGES  USABLE  RESULT    REASON
                        r1        2026-11-23T06:40:00Z  start                0  ? -> ?  -         -
                        r2        2026-11-23T06:40:00Z  apply by root        1  2 -> ?  in force  second port
                        """);
        assertThat(Json.read(baro("history", "-o", "json").out(), RevisionList.class)
                        .inForce())
                .isEqualTo(2);
        assertThat(baro("history", "--last", "1").out().lines()).hasSize(2);
    }

    @Test
    void applyCanBeMeantForTheRevisionThatWasSeenAlone() throws IOException {
        Files.writeString(file, Texts.TWO_PORTS);
        baro("apply");
        Files.writeString(file, Texts.STORE);

        Run late = baro("apply", "--if-revision", "r1", "--force");
        String between = history();
        Run inTime = baro("apply", "--if-revision", "2", "--force");

        assertThat(late).isEqualTo(new Run(8, "", """
                        baro: another change was made first: its ETag is now "r2"
                        nothing has changed; read the current state, and repeat the request with its ETag
                        """));
        assertThat(between).doesNotContain("r3");
        assertThat(inTime.exitCode()).isZero();
        assertThat(baro("apply", "--all", "--if-revision", "3").exitCode()).isEqualTo(2);
    }

    @Test
    void historyShowSaysWhatItChanged() throws IOException {
        Files.writeString(file, Texts.TWO_PORTS);
        baro("apply");

        assertThat(baro("history", "show", "r2").out())
                .startsWith("revision   r2\n")
                .contains("\nsource     " + file + " (yaml)\n", "\n60 s before  ", "\n60 s after   not known\n")
                .contains("\nchanges\n  vips.store-app1");
        assertThat(baro("history", "show", "2", "--text").out()).isEqualTo(Texts.TWO_PORTS);
        assertThat(baro("history", "diff", "1", "2").out()).startsWith("  vips.store-app1");
        assertThat(baro("history", "diff", "1", "1").out()).isEqualTo("no change\n");
        assertThat(baro("history", "show", "7").err())
                .isEqualTo("baro: not found: revision 7 is not stored\nthere are: r2, r1\n");
        assertThat(baro("history", "show", "x").exitCode()).isEqualTo(2);
    }

    @Test
    void rollbackPutsTheOneBeforeIntoForce() throws IOException {
        Files.writeString(file, Texts.TWO_PORTS);
        baro("apply");

        Run run = baro("rollback", "--reason", "wrong port");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("r3 live in ");
        assertThat(history()).contains("rolled back by r3", "rollback by root", "in force, as r1 ", "wrong port");
        assertThat(baro("status").out()).contains("config r3 of revision 1").contains("PROBLEM  " + file);
        Run again = baro("apply");
        assertThat(again.exitCode()).isEqualTo(5);
        assertThat(again.err())
                .contains("this configuration was r2, which was rolled back by r3")
                .contains("if that is meant, type: baro apply --socket " + socket + " --force");
        assertThat(baro("diff").out()).as("the daemon's own file").startsWith("  vips.store-app1");
        assertThat(baro("apply", "--force").exitCode()).isZero();
    }

    @Test
    void applyThatIsNotConfirmedIsRolledBack() throws Exception {
        Files.writeString(file, Texts.TWO_PORTS);

        Run run = baro("apply", "--confirm-within", "1s");

        assertThat(run.out()).endsWith("to keep it, type within 1 s: baro confirm\n");
        assertThat(history()).contains("to be confirmed");
        for (int i = 0; i < 50 && !history().contains("not-confirmed"); i++) {
            Thread.sleep(Duration.ofMillis(100));
        }
        assertThat(history()).contains("r2 was not confirmed within 1s");
        assertThat(baro("confirm").err()).startsWith("baro: cannot be done as requested: no revision waits");
    }

    @Test
    void confirmKeepsIt() throws IOException {
        Files.writeString(file, Texts.TWO_PORTS);
        baro("apply", "--confirm-within", "60s");

        assertThat(baro("confirm")).isEqualTo(new Run(0, "r2 stays\n", ""));
        assertThat(history()).contains("in force").doesNotContain("to be confirmed");
        assertThat(baro("status").exitCode()).isZero();
    }

    @Test
    void wordsOfNeighboursLeadThere() {
        for (String word : List.of("undo", "revert")) {
            assertThat(baro(word).err()).contains("did you mean: baro rollback");
        }
    }
}
