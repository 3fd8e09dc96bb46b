// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.control.Configs;
import dev.baro.balancer.control.RecordingForwarding;
import dev.baro.balancer.control.Settings;
import dev.baro.balancer.health.ScriptedProbes;
import dev.baro.core.api.Applied;
import dev.baro.core.api.Difference;
import dev.baro.core.api.Json;
import dev.baro.core.api.ProblemDetail;
import dev.baro.core.api.Status;
import dev.baro.core.health.Reply;
import dev.baro.core.history.Revision;
import dev.baro.core.history.RevisionList;
import dev.baro.core.history.RevisionText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// What is kept of configurations, and what brings an earlier one back: an operator, a deadline, a failure, a start.
@Timeout(60)
@Isolated("what it logs is among the events that other tests look at")
class RollbackTest {
    private static final String OLD =
            Configs.STORE_YAML + "health-defaults:\n  l4: {interval: 500ms, timeout: 400ms}\n";
    private static final String NEW = OLD.replace("dscp: 10", "dscp: 12");
    private static final String BROKEN = OLD.replace("dscp: 10", "dscp: 64");

    private final RecordingForwarding forwarding = new RecordingForwarding();
    private Path directory;
    private ScriptedProbes probes;
    private Daemon daemon;

    @BeforeEach
    void begin(@TempDir Path directory) throws IOException {
        this.directory = directory;
        write(OLD);
        start();
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private void start() {
        probes = new ScriptedProbes();
        Settings settings = new Settings(
                directory.resolve("baro.yaml"), "", List.of(), "test", socket(), directory.resolve("state"));
        daemon = Daemon.start(settings, _ -> forwarding, (_, _, results) -> probes.start(results));
        probes.rounds(3);
        Eventually.see(this::status, status -> status.vips().getFirst().usable() == 2);
    }

    private void restart() {
        daemon.close();
        start();
    }

    private Path socket() {
        return directory.resolve("baro.sock");
    }

    private void write(String text) throws IOException {
        Files.writeString(directory.resolve("baro.yaml"), text);
    }

    private RawHttp post(String path) throws IOException {
        return RawHttp.post(socket(), "/v1/config/" + path, "");
    }

    private void apply(String text, String parameters) throws IOException {
        write(text);
        RawHttp answer = post("apply?force=true&" + parameters);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private String get(String path) {
        try {
            return RawHttp.get(socket(), path).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Status status() {
        return Json.read(get("/v1/status"), Status.class);
    }

    private int dscp() {
        return status().vips().getFirst().dscp();
    }

    /// `1 start`, `2 apply, rolled back by 3`, oldest first.
    private List<String> history() {
        return revisions().stream()
                .map(revision -> revision.number() + " " + revision.author().origin()
                        + (revision.isRolledBack()
                                ? ", rolled back by " + revision.rollback().by()
                                : ""))
                .toList();
    }

    private List<Revision> revisions() {
        return Json.read(get("/v1/history"), RevisionList.class).revisions();
    }

    @Test
    void everyAcceptedConfigurationIsKept() throws IOException {
        apply(NEW, "reason=new+mark");
        write(BROKEN);
        assertThat(post("apply").status()).isEqualTo(422);

        Revision newest = revisions().getLast();

        assertThat(history()).containsExactly("1 start", "2 apply");
        assertThat(newest.author().reason()).isEqualTo("new mark");
        assertThat(newest.author().who()).isEqualTo(System.getProperty("user.name"));
        assertThat(newest.changes()).containsExactly("vips.store-app1.dscp   10 -> 12");
        assertThat(newest.effect().rings()).isZero();
        assertThat(newest.health().before().usable()).isEqualTo(2);
        assertThat(Json.read(get("/v1/history/1"), RevisionText.class).text()).isEqualTo(OLD);
        assertThat(Json.read(get("/v1/history/diff?from=2&to=1"), Difference.class)
                        .changes())
                .containsExactly("vips.store-app1.dscp   12 -> 10");
        assertThat(Json.read(get("/v1/history/7"), ProblemDetail.class).fix()).isEqualTo("there are: r2, r1");
    }

    @Test
    void aRestartGoesOnUnderTheSameNumber() throws IOException {
        apply(NEW, "");
        restart();
        assertThat(status().config().revision()).isEqualTo(2);
        assertThat(history()).containsExactly("1 start", "2 apply");

        daemon.close();
        write(OLD);
        start();

        assertThat(history()).containsExactly("1 start", "2 apply", "3 start");
        assertThat(revisions().getLast().changes()).containsExactly("vips.store-app1.dscp   12 -> 10");
        assertThat(status().problems()).isEmpty();
    }

    @Test
    void aRollbackHoldsAgainstAReloadAndARestart() throws IOException {
        apply(NEW, "");
        assertThat(post("rollback").status()).as("a mark changes").isEqualTo(409);

        assertThat(Json.read(post("rollback?force=true&reason=wrong").body(), Applied.class)
                        .revision())
                .isEqualTo(3);

        assertThat(dscp()).isEqualTo(10);
        assertThat(history()).containsExactly("1 start", "2 apply, rolled back by 3", "3 rollback");
        assertThat(status().problems()).anyMatch(problem -> problem.contains("this file is not in force, because r1"));
        daemon.reload();
        assertThat(dscp()).isEqualTo(10);
        assertThat(Json.read(post("apply").body(), ProblemDetail.class).detail())
                .startsWith("this configuration was r2, which was rolled back by r3: rollback by ");
        restart();
        assertThat(dscp()).isEqualTo(10);
        assertThat(status().config().revision()).isEqualTo(3);
        assertThat(status().problems()).anyMatch(problem -> problem.contains("this configuration was r2"));
        assertThat(Json.read(get("/v1/config/diff"), Difference.class).changes())
                .containsExactly("vips.store-app1.dscp   10 -> 12");

        apply(OLD, "");
        assertThat(status().problems()).isEmpty();
        Eventually.see(this::status, status -> status.config().fileState().equals("same"));
    }

    @Test
    void withoutAnEarlierRevisionThereIsNothingToRollBackTo() throws IOException {
        assertThat(Json.read(post("rollback").body(), ProblemDetail.class).detail())
                .isEqualTo("every stored revision before r1 was rolled back, or there is none");
        assertThat(post("rollback?revision=1").status()).isEqualTo(400);
        assertThat(post("rollback?revision=9").status()).isEqualTo(404);
        assertThat(post("confirm").status()).isEqualTo(400);
    }

    @Test
    void whatIsNotConfirmedIsRolledBackInTime() throws IOException {
        apply(NEW, "confirm-within=1");
        assertThat(status().problems()).anyMatch(problem -> problem.startsWith("r2 is rolled back to r1 at "));

        Eventually.see(this::history, history -> history.size() == 3);

        assertThat(history()).containsExactly("1 start", "2 apply, rolled back by 3", "3 not-confirmed");
        assertThat(revisions().get(1).rollback().why()).isEqualTo("not-confirmed: r2 was not confirmed within 1s");
    }

    @Test
    void whatIsConfirmedStays() throws IOException {
        apply(NEW, "confirm-within=1");
        assertThat(post("confirm").status()).isEqualTo(200);

        restart();

        assertThat(history()).containsExactly("1 start", "2 apply");
        assertThat(revisions().getLast().confirmation().confirmed()).isEqualTo(System.getProperty("user.name"));
        assertThat(dscp()).isEqualTo(12);
    }

    @Test
    void aRestartKeepsTheDeadline() throws IOException {
        apply(NEW, "confirm-within=3");
        daemon.close();
        write(BROKEN);
        start();
        assertThat(dscp()).as("it still waits").isEqualTo(12);

        Eventually.see(this::history, history -> history.size() == 3);

        assertThat(history()).containsExactly("1 start", "2 apply, rolled back by 3", "3 not-confirmed");
    }

    @Test
    void aStartAfterTheDeadlineRollsBackAtOnce() throws Exception {
        apply(NEW, "confirm-within=1");
        daemon.close();
        Thread.sleep(Duration.ofMillis(1_100));

        start();

        assertThat(forwarding.applied.getLast().services().getFirst().dscp().codePoint())
                .isEqualTo(10);
        assertThat(history()).containsExactly("1 start", "2 apply, rolled back by 3", "3 not-confirmed");
        assertThat(status().problems()).anyMatch(problem -> problem.contains("r2 was not confirmed within 1s"));
        restart();
        assertThat(dscp()).as("the file is still the refused one").isEqualTo(10);
    }

    @Test
    void whatMakesAVipShortIsRolledBack() throws IOException {
        apply(NEW, "");
        probes.script("store-web-a01", Reply.NOTHING, Reply.NOTHING);
        probes.script("store-web-a02", Reply.NOTHING, Reply.NOTHING);
        probes.rounds(5);

        Eventually.see(this::history, history -> history.size() == 3);

        assertThat(history()).containsExactly("1 start", "2 apply, rolled back by 3", "3 failure");
        String _ = Eventually.see(
                () -> status().config().failure(), failure -> failure.contains("this file is not in force"));
        probes.rounds(5);
        assertThat(history()).as("at most one").hasSize(3);
    }

    @Test
    void whatIsToStayStays() throws Exception {
        apply(NEW, "watch=false");
        probes.script("store-web-a01", Reply.NOTHING, Reply.NOTHING);
        probes.script("store-web-a02", Reply.NOTHING, Reply.NOTHING);
        probes.rounds(5);

        Thread.sleep(Duration.ofMillis(1_200));

        assertThat(history()).containsExactly("1 start", "2 apply");
    }

    @Test
    void withABrokenFileTheLastGoodRevisionRuns() throws IOException {
        apply(NEW, "");
        daemon.close();
        write(BROKEN);

        start();

        assertThat(dscp()).isEqualTo(12);
        assertThat(status().config().revision()).isEqualTo(2);
        assertThat(status().problems())
                .anyMatch(
                        problem -> problem.contains("dscp 64 is out of range") && problem.endsWith("(r2 is in force)"));
        assertThat(get("/metrics").lines().filter(line -> line.startsWith("baro_config_last_reload_successful")))
                .containsExactly("baro_config_last_reload_successful 0.0");
        assertThat(get("/v1/events?limit=1000").lines().collect(Collectors.joining()))
                .contains("CONFIG_NOT_IN_FORCE");
        write(NEW);
        assertThat(post("apply").status()).isEqualTo(200);
        assertThat(status().problems()).isEmpty();
    }
}
