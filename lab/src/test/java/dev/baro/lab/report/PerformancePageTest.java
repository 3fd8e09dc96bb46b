// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.lab.bench.InsideBench;
import dev.baro.lab.bench.PacketResults;
import dev.baro.lab.bench.PauseResults;
import dev.baro.lab.bench.Scheduling;
import dev.baro.lab.bench.Spread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerformancePageTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void showsTheResultsThatAreThereAndNamesTheGoalsMissed() throws IOException {
        InsideBench.write(folder.resolve("packets.json"), new PacketResults(3, 1000, List.of(row("baro maglev", 0.6))));

        List<String> missed = PerformancePage.write(folder, folder);

        assertThat(missed)
                .containsExactly("established TCP, 1,024 flows, maglev: 0.600 × reference, wanted ≤ 0.450 × reference");
        assertThat(Files.readString(folder.resolve("performance.md")))
                .contains("1 of 2 are reached")
                .contains(
                        "| established TCP | 1,024 | 40.0 |  |  | 100.0 | 60.0 (0.60; 0.60–0.60) | 12.0 (0.12; 0.12–0.12) |")
                .contains("![Nanoseconds per packet, established TCP](performance/flows.svg)")
                .doesNotContain("## Live frames");
        assertThat(folder.resolve("performance/flows.svg")).exists();
    }

    @Test
    void showsThePausesAndNamesTheGoalMissed() {
        InsideBench.write(
                folder.resolve("pauses.json"),
                new PauseResults(11, 10_000_000, always(100), always(180), always(80), always(60), always(12)));

        List<String> missed = PerformancePage.write(folder, folder);

        assertThat(missed).singleElement().asString().startsWith("longest pause of live frames, more with the sweep");
        assertThat(folder.resolve("performance.md"))
                .content()
                .contains("| pause with it | 180.0 | 180.0–180.0 | 180.0 |");
    }

    private static PacketResults.Row row(String program, double ratio) {
        Map<String, Spread> netNs = new HashMap<>(Map.of(PacketResults.REFERENCE, always(100)));
        Map<String, Spread> ratios = new HashMap<>();
        for (Scheduling scheduling : Scheduling.values()) {
            netNs.put(scheduling.program(), always(12));
            ratios.put(scheduling.program(), always(0.12));
        }
        netNs.put(program, always(100 * ratio));
        ratios.put(program, always(ratio));
        return new PacketResults.Row("established TCP", 1024, 1 << 20, always(40), netNs, ratios);
    }

    private static Spread always(double value) {
        return new Spread(value, value, value, value, value);
    }
}
