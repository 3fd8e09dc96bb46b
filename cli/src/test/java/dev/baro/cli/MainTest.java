// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

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
        assertThat(Run.baro("help", "server", "list").out())
                .startsWith("Usage: baro server list")
                .isEqualTo(Run.baro("server", "list", "--help").out());
    }

    /// A list of verbs shows the first line of what each of them says.
    @Test
    void everyVerbBeginsWithAWholeSentence() {
        assertThat(verbs(Main.commandLine()))
                .allSatisfy(
                        verb -> assertThat(verb.getCommandSpec().usageMessage().description()[0])
                                .as(verb.getCommandSpec().qualifiedName())
                                .matches(".*(\\.|--help)"));
    }

    private static List<CommandLine> verbs(CommandLine line) {
        return line.getSubcommands().values().stream()
                .filter(verb -> !verb.getCommandName().equals("help"))
                .flatMap(verb -> Stream.concat(Stream.of(verb), verbs(verb).stream()))
                .toList();
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

    @ParameterizedTest
    @CsvSource({"reload, baro apply", "top, baro rates --watch", "drain, baro server drain NAME"})
    void aWordOfANeighbourSaysWhatToTypeHere(String word, String here) {
        assertThat(Run.baro(word).err()).isEqualTo("""
                baro: unknown: %s
                did you mean: %s
                see: baro --help
                """.formatted(word, here));
    }

    /// In their first words; what follows is the operator's.
    @Test
    void whatIsSaidInPlaceOfAWordOfANeighbourIsAVerb() {
        for (String word :
                List.of("reload", "test", "stats", "list", "drain", "enable", "disable", "sessions", "logs")) {
            String here =
                    NeighbourWords.here(word).orElseThrow().replace("baro ", "").replaceAll("[ ,]*[A-Z]+$|,.*", "");

            assertThat(Run.baro((here + " --help").split(" ", -1)).exitCode())
                    .as(here)
                    .isZero();
        }
    }

    @Test
    void aVerbOfTheLauncherSaysSo() {
        Run run = Run.baro("agent");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("baro: agent is a separate program; start it as: baro agent\n");
    }

    @Test
    void aWordThatIsNoFormIsAUsageError() {
        Run run = Run.baro("status", "-o", "xml");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "expected one of table, wide, json, yaml, name, ipvsadm but was xml",
                        "see: baro status --help");
    }
}
