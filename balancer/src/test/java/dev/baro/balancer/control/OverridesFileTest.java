// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.plan.Overrides;
import dev.baro.core.plan.ServerOverride;
import dev.baro.core.plan.ServerOverride.Wish;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A daemon's wall clock is stepped before the next one starts, ten seconds later by monotonic time.
class OverridesFileTest {
    private static final Instant STARTED = Instant.parse("2026-11-23T03:46:17Z");
    private static final long STARTED_NS = seconds(5_000);
    private static final long NEXT_NS = STARTED_NS + seconds(10);
    private static final Overrides DRAINED = new Overrides(List.of(new ServerOverride(
            "web-1", "", new Wish.Drain(STARTED_NS + seconds(600), false), "kernel", STARTED_NS + seconds(1))));

    private Path directory;

    @BeforeEach
    void drain(@TempDir Path directory) {
        this.directory = directory;
        new OverridesFile(directory, STARTED, STARTED_NS).save(DRAINED);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1_000_000_000, -3_600, 0, 3_600, 1_000_000_000})
    void aSteppedClockMovesNoDeadline(long step) {
        Instant next = STARTED.plusSeconds(10 + step);

        assertThat(new OverridesFile(directory, next, NEXT_NS).read()).isEqualTo(DRAINED);
    }

    /// Monotonic time begins again with the host: the time of day is all there is.
    @Test
    void overARestartOfTheHostTheTimeOfDayTells() throws IOException {
        Path file = directory.resolve("overrides.json");
        String text = Files.readString(file);
        String boot =
                Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        assertThat(text).contains(boot);
        Files.writeString(file, text.replace(boot, "another"));

        assertThat(deadlineNs(STARTED.plusSeconds(100), seconds(30))).isEqualTo(seconds(530));
    }

    @Test
    void aFileOfAnEarlierBuildGoesByTheTimeOfDay() throws IOException {
        Files.writeString(directory.resolve("overrides.json"), """
                {"version": 1, "overrides": [{"server": "web-1", "vip": "", "kind": "drain", "weight": 0,
                 "reason": "", "since": "2026-11-23T03:46:17Z", "deadline": "2026-11-23T03:56:17Z"}]}
                """);

        assertThat(deadlineNs(STARTED.plusSeconds(100), NEXT_NS)).isEqualTo(NEXT_NS + seconds(500));
    }

    private long deadlineNs(Instant started, long startedNs) {
        Overrides read = new OverridesFile(directory, started, startedNs).read();
        return ((Wish.Drain) read.all().getFirst().wish()).deadlineNs();
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
