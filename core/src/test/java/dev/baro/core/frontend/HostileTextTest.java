// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.config.Config;
import dev.baro.core.config.Problem;
import dev.baro.core.config.ProblemLimit;
import dev.baro.core.config.ProblemText;
import dev.baro.core.config.Reading;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/// Texts that are as large as a text may be and wrong all over: read within seconds, and answered in few lines.
@Tag("flood")
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class HostileTextTest {
    private static final int SHOWN_LINES = 3 * ProblemLimit.SHOWN + 10;

    @Test
    void unknownKeys() {
        String text = "version: 1\n" + lines(110_000, i -> "unknown-key-number-%08d: x".formatted(i));

        List<Problem> problems = refused(text);

        assertThat(problems).hasSize(ProblemLimit.SHOWN + 1);
        assertThat(problems.getFirst().what()).isEqualTo("unknown key \"unknown-key-number-00000000\"");
        assertThat(problems.getLast())
                .isEqualTo(Problem.note(
                        0, 0, "more than 800 more problems are not shown", "correct these first, then check again"));
        assertThat(ProblemText.render("x.yaml", text, problems).lines().count()).isLessThan(SHOWN_LINES);
    }

    @Test
    void warningsOfAValidFile() {
        String text = "version: 1\nservers:\n" + lines(500, i -> "  s%d: {address: %s}".formatted(i, address(i)));

        Reading<Config> reading = ConfigText.read(text);

        assertThat(reading.config()).isPresent();
        assertThat(reading.problems()).hasSize(ProblemLimit.SHOWN + 1);
        assertThat(reading.problems().getLast().what()).isEqualTo("301 more problems are not shown");
    }

    @Test
    void anErrorIsShownHoweverManyWarningsStandBeforeIt() {
        String text = "version: 1\nservers:\n" + lines(500, i -> "  s%d: {address: %s}".formatted(i, address(i)))
                + "vips:\n  v: {address: 203.0.113.1, dscp: 64, servers: [], ports: {http: {port: 80}}}\n";

        assertThat(refused(text)).anyMatch(problem -> problem.what().equals("dscp 64 is out of range"));
    }

    @Test
    void moreVipsThanAnyBalancerServes() {
        String text = "version: 1\nvips:\n" + lines(50_000, i -> "  v%d: {address: 10.0.0.1, dscp: 1}".formatted(i));

        assertThat(refused(text))
                .containsExactly(Problem.error(
                        2,
                        1,
                        "more than 4096 VIPs",
                        "the file has 50000; spread them over several clusters, or check the program that wrote the"
                                + " file"));
    }

    @Test
    void everyVipInConflictWithEveryOther() {
        String servers = IntStream.range(0, 50).mapToObj(i -> "s" + i).collect(Collectors.joining(", "));
        String text = "version: 1\nservers:\n" + lines(50, i -> "  s%d: {address: %s}".formatted(i, address(i)))
                + "vips:\n"
                + lines(
                        600,
                        i -> "  v%d: {address: 203.0.%d.%d, dscp: 10, servers: [%s], ports: {http: {port: 80}}}"
                                .formatted(i, i >> 8, i & 255, servers));

        assertThat(refused(text)).hasSize(ProblemLimit.SHOWN + 1);
    }

    @Test
    void everyServerInADataCentreOfManyPrefixes() {
        String text = "version: 1\ndata-centres:\n"
                + lines(1_000, i -> "  d%d: {prefixes: [172.%d.%d.0/24]}".formatted(i, 16 + (i >> 8), i & 255))
                + "servers:\n"
                + lines(10_000, i -> "  s%d: {address: %s, data-centre: d%d}".formatted(i, address(i), i % 1_000));

        assertThat(ConfigText.read(text).problems())
                .anyMatch(problem -> problem.what().equals("server s0 is outside of its data centre d0"));
    }

    @Test
    void serversThatNobodyKnows() {
        String text = "version: 1\nservers:\n"
                + lines(10_000, i -> "  %s%08d: {address: %s}".formatted("s".repeat(50), i, address(i)))
                + "vips:\n  v: {address: 203.0.113.1, dscp: 10, ports: {http: {port: 80}}, servers: ["
                + lines(10_000, i -> "    %sx%08d,".formatted("s".repeat(49), i)) + "]}\n";

        assertThat(refused(text)).hasSize(ProblemLimit.SHOWN + 1);
    }

    @Test
    void deepNesting() {
        assertThat(refused("[".repeat(4_000_000)).getFirst().what()).isEqualTo("values are nested too deeply");
    }

    @Test
    void aServerIronTextOfUnknownLines() {
        String text = "!\n" + lines(150_000, i -> "unknown line number %d".formatted(i));

        assertThat(refused(text)).hasSize(ProblemLimit.SHOWN + 1);
    }

    @Test
    void aServerIronLineWithoutEnd() {
        String text = "!\nserver virtual v 10.0.0.1\n port http\n bind http" + " rs http".repeat(100_000) + "\n";

        List<Problem> problems = refused(text);

        assertThat(ProblemText.render("x", text, problems)).hasSizeLessThan(200_000);
    }

    @Test
    void aServerIronTextOfManyServers() {
        String text = "!\n"
                + lines(10_000, i -> "server real r%d %s\n port http".formatted(i, address(i)))
                + lines(
                        2_000,
                        i -> "server virtual v%d 203.0.%d.%d\n tos-marking %d hc-l3-dsr\n bind http r%d http r%d http"
                                .formatted(i, i >> 8, i & 255, i % 63 + 1, 2 * i, 2 * i + 1));

        Reading<Config> reading = ConfigText.read(text);

        assertThat(reading.config().orElseThrow().vips()).hasSize(2_000);
        assertThat(reading.problems()).hasSizeLessThanOrEqualTo(ProblemLimit.SHOWN + 1);
    }

    @Test
    void aTextBeyondTheSize() {
        assertThat(refused("!\n" + "x".repeat(4 << 20)))
                .containsExactly(
                        Problem.error(0, 0, "the text is larger than 4 MiB", "is this a ServerIron configuration?"));
    }

    private static List<Problem> refused(String text) {
        Reading<Config> reading = ConfigText.read(text);
        assertThat(reading.config()).isEmpty();
        return reading.problems();
    }

    private static String lines(int count, IntFunction<String> line) {
        return IntStream.range(0, count).mapToObj(i -> line.apply(i) + "\n").collect(Collectors.joining());
    }

    private static String address(int i) {
        return "10.%d.%d.%d".formatted(1 + (i >> 16), (i >> 8) & 255, i & 255);
    }
}
