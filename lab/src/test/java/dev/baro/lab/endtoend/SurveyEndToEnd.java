// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baro.core.api.Json;
import dev.baro.core.dscp.DscpSurvey;
import dev.baro.core.dscp.DscpSurvey.Change;
import dev.baro.core.dscp.DscpSurvey.Difference;
import dev.baro.core.dscp.DscpSurvey.Mark;
import dev.baro.lab.host.Launcher;
import dev.baro.lab.network.Command;
import dev.baro.lab.network.Prerequisites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `baro dscp survey` on a path whose routers re-mark, IPv4 and IPv6.
@Timeout(120)
@Tag("end-to-end")
class SurveyEndToEnd {
    private static final String CONFIGURATION = """
            version: 1
            balancers:
              lb-a1: {address: 10.98.1.1, interfaces: [right]}
            servers:
              web4: {address: 10.98.3.2}
              web6: {address: "2001:db8:98:3::2"}
            vips:
              store: {address: 203.0.113.1, dscp: 10, servers: [web4], ports: {http: {port: 80}}}
              mail: {address: 203.0.113.2, dscp: 11, servers: [web4], ports: {smtp: {port: 25}}}
              store6: {address: "2001:db8:ffff::1", dscp: 10, servers: [web6], ports: {http: {port: 80}}}
            """;

    private static final String R1 = "10.98.1.2";
    private static final String R2 = "10.98.2.2";

    @TempDir
    private static Path directory;

    private static MarkPath path;

    /// @param marks store at web4, mail at web4, store6 at web6
    private record Surveyed(int exitCode, List<Mark> marks, List<Difference> changed) {
        List<String> outcomes() {
            return marks.stream().map(Mark::outcome).toList();
        }

        List<Change> changes(int mark) {
            return marks.get(mark).changes();
        }
    }

    @BeforeAll
    static void build() throws IOException {
        assumeTrue(Prerequisites.isRoot(), "needs root, for network namespaces");
        path = new MarkPath();
        Files.writeString(directory.resolve("baro.yaml"), CONFIGURATION);
    }

    @AfterAll
    static void remove() {
        if (path != null) {
            path.close();
        }
    }

    @BeforeEach
    void forget() throws IOException {
        Files.deleteIfExists(directory.resolve("state.json"));
    }

    @AfterEach
    void heal() {
        path.healed();
    }

    @Test
    void everyMarkArrivesOnAHealthyPath() {
        Surveyed surveyed = survey();

        assertThat(surveyed.outcomes()).containsExactly("arrives", "arrives", "arrives");
        assertThat(surveyed.exitCode()).isZero();
    }

    @Test
    void namesBleachingOnTheFirstRouter() {
        path.reMark("r1", dscp -> 0);

        Surveyed surveyed = survey();

        assertThat(surveyed.outcomes()).containsExactly("becomes 0", "becomes 0", "becomes 0");
        assertThat(surveyed.changes(0)).containsExactly(new Change(10, 0, "", R1, List.of("Bleach-DSCP"), true));
        assertThat(surveyed.changes(2))
                .containsExactly(new Change(10, 0, "", "2001:db8:98:1::2", List.of("Bleach-DSCP"), true));
        assertThat(surveyed.exitCode()).isEqualTo(1);
    }

    @Test
    void namesBleachingOfThePrecedenceOnTheSecondRouter() {
        path.reMark("r2", dscp -> dscp % 8);

        Surveyed surveyed = survey();

        assertThat(surveyed.outcomes()).containsExactly("becomes 2", "becomes 3", "becomes 2");
        assertThat(surveyed.changes(0))
                .containsExactly(new Change(10, 2, R1, R2, List.of("Bleach-ToS-Precedence"), true));
        assertThat(surveyed.changes(2))
                .containsExactly(new Change(
                        10, 2, "2001:db8:98:1::2", "2001:db8:98:2::2", List.of("Bleach-ToS-Precedence"), true));
    }

    @Test
    void namesBleachingThatSparesControlTraffic() {
        path.reMark("r2", dscp -> dscp >= 48 ? dscp : dscp % 8);

        assertThat(survey().changes(1)).containsExactly(new Change(11, 3, R1, R2, List.of("Bleach-some-ToS"), true));
    }

    @Test
    void namesARouterThatKeepsTheClassOnly() {
        path.reMark("r2", dscp -> dscp / 8 * 8);

        Surveyed surveyed = survey();

        assertThat(surveyed.outcomes()).containsExactly("becomes 8", "becomes 8", "becomes 8");
        assertThat(surveyed.changes(0)).containsExactly(new Change(10, 8, R1, R2, List.of("Bleach-low"), true));
    }

    @Test
    void namesARouterThatGivesAllTrafficOneValue() {
        path.reMark("r1", dscp -> 18);

        assertThat(survey().changes(0))
                .containsExactly(new Change(10, 18, "", R1, List.of("Re-mark-DSCP to 18 (tos 72, 0x48, AF21)"), true));
    }

    @Test
    void namesARouterThatGivesAllTrafficOneClass() {
        path.reMark("r2", dscp -> 24 + dscp % 8);

        assertThat(survey().changes(1))
                .containsExactly(new Change(11, 27, R1, R2, List.of("Re-mark-ToS to class 3"), true));
    }

    @Test
    void saysThatOtherValuesPass() {
        path.reMark("r2", dscp -> dscp == 10 ? 4 : dscp);

        Surveyed surveyed = survey();

        assertThat(surveyed.outcomes()).containsExactly("becomes 4", "arrives", "becomes 4");
        assertThat(surveyed.changes(0))
                .containsExactly(new Change(10, 4, R1, R2, List.of("Re-mark-DSCP to 4 (tos 16, 0x10)"), false));
    }

    /// After the first router only the low bits are left, so more than one behaviour can have cleared them.
    @Test
    void namesBothOfTwoRouters() {
        path.reMark("r1", dscp -> dscp % 8);
        path.reMark("r2", dscp -> 0);

        assertThat(survey().changes(0))
                .containsExactly(
                        new Change(10, 2, "", R1, List.of("Bleach-ToS-Precedence"), true),
                        new Change(2, 0, R1, R2, List.of("Bleach-DSCP", "Bleach-low", "Bleach-some-low"), true));
    }

    @Test
    void seesAChangeBeforeAServerThatAnswersNothing() {
        path.reMark("r1", dscp -> dscp % 8);
        path.nft("server", "type filter hook input priority filter; udp dport 33434 drop;");

        Command.Outcome outcome = run("--server", "web6");

        assertThat(outcome.output())
                .contains("Bleach-ToS-Precedence between this balancer (gets 10) and 2001:db8:98:1::2 (gets 2)");
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @Test
    void aServerThatAnswersNothingIsNotKnown() {
        path.nft("server", "type filter hook input priority filter; udp dport 33434 drop;");

        Surveyed surveyed = survey();

        assertThat(surveyed.outcomes()).containsExactly("not known", "not known", "not known");
        assertThat(surveyed.marks().getFirst().keptTo()).isEqualTo(R2);
        assertThat(surveyed.exitCode()).isZero();
    }

    @Test
    void saysWhatHasChangedSinceTheLastTime() {
        survey();
        path.reMark("r2", dscp -> dscp % 8);

        List<Difference> changed = survey().changed();

        assertThat(changed).extracting(Difference::server).containsExactly("web4", "web4", "web6");
        assertThat(changed.getFirst().before()).isEqualTo("arrives");
        assertThat(changed.getFirst().now()).isEqualTo("becomes 2");
        assertThat(survey().changed()).isEmpty();
    }

    @Test
    void findsTheValuesThatArrive() {
        path.reMark("r2", dscp -> dscp >= 48 ? dscp : dscp % 8);

        Command.Outcome outcome = run("--all", "--server", "web4");

        assertThat(outcome.output())
                .contains("""
                web4  10.98.3.2
                    arrives     1-7, 48-63
                """)
                .contains("23 values arrive at every server, the best: 51, 55, 59, 63, ");
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @Test
    void tellsAPersonWhereAndWhatToDo() {
        path.reMark("r2", dscp -> dscp == 11 ? dscp : dscp % 8);

        Command.Outcome outcome = run("--server", "web4");

        assertThat(outcome.output()).startsWith("""
                lb-a1 to 1 server: 1 arrive, 1 lost, 0 not known

                SERVER  ADDRESS    10 (tos 40, 0x28, AF11)  11 (tos 44, 0x2c)
                web4    10.98.3.2  becomes 2                arrives

                LOST  10 (tos 40, 0x28, AF11) of VIP store reaches web4 as 2 (tos 8, 0x08)
                      Bleach-ToS-Precedence between 10.98.1.2 (gets 10) and 10.98.2.2 (gets 2); other values pass there
                      fix: trust DSCP on that link""");
    }

    private static Surveyed survey() {
        Command.Outcome outcome = run("-o", "json");
        assertThat(outcome.errors()).isEmpty();
        DscpSurvey survey = Json.read(outcome.output(), DscpSurvey.class);
        return new Surveyed(outcome.exitCode(), survey.marks(), survey.changed());
    }

    private static Command.Outcome run(String... options) {
        List<String> words = new java.util.ArrayList<>(List.of(
                "dscp",
                "survey",
                "-c",
                directory.resolve("baro.yaml").toString(),
                "--state",
                directory.resolve("state.json").toString()));
        words.addAll(List.of(options));
        return Launcher.ofThisCheckout()
                .in(path.balancer(), words.toArray(String[]::new))
                .run();
    }
}
