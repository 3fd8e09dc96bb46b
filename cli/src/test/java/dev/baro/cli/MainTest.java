// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void helpListsEveryVerb() {
        Run run = Run.baro("--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines().map(String::strip).map(line -> line.replaceAll(" .*", "")))
                .contains(
                        "check", "schema", "diff", "apply", "status", "server", "events", "doctor", "import", "dscp",
                        "run", "agent", "lab", "help");
    }

    @Test
    void withoutAVerbItSaysHowToUseIt() {
        assertThat(Run.baro().out()).isEqualTo(Run.baro("--help").out());
    }

    @Test
    void everyVerbHasItsOwnHelp() {
        assertThat(Run.baro("status", "--help").out()).startsWith("Usage: baro status");
        assertThat(Run.baro("help", "status").out()).startsWith("Usage: baro status");
    }

    @Test
    void versionIsOneLine() {
        assertThat(Run.baro("--version").out()).matches("baro \\S+\n");
    }

    @Test
    void aMistypedVerbIsAUsageErrorWithASuggestion() {
        Run run = Run.baro("chekc");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualTo("""
                baro: unknown: chekc
                did you mean: check
                see: baro --help
                """);
    }

    @Test
    void aVerbOfTheLauncherSaysSo() {
        Run run = Run.baro("agent");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("baro: agent is a program of its own; start it as: baro agent\n");
    }

    @Test
    void aWordThatIsNoFormIsAUsageError() {
        Run run = Run.baro("status", "-o", "xml");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("expected table or json but was xml", "see: baro status --help");
    }
}
