// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What systemd makes of the units that the packages bring. `make test-package` starts them.
@Timeout(60)
@Tag("end-to-end")
class UnitsEndToEnd {
    private static final Path HOME = Path.of(System.getProperty("baro.home"));
    private static final Path BALANCER = HOME.resolve("balancer/src/main/systemd/baro.service");
    private static final Path ROUTES = HOME.resolve("balancer/src/main/systemd/baro-routes.service");
    private static final Path AGENT = HOME.resolve("agent/src/main/systemd/baro-agent.service");
    private static final Path WATCH = HOME.resolve("agent/src/main/systemd/baro-agent-watch.service");

    /// Below it systemd calls a unit OK; those of routing daemons are above 9.
    private static final double MOST_EXPOSED = 3.0;

    private static final Pattern EXPOSURE = Pattern.compile("Overall exposure level for \\S+: (\\d+\\.\\d+)");

    @TempDir
    private Path directory;

    static Stream<Path> units() {
        return Stream.of(BALANCER, ROUTES, AGENT, WATCH);
    }

    @BeforeEach
    void needsSystemd() {
        assumeTrue(Files.exists(Path.of("/usr/bin/systemd-analyze")), "needs systemd-analyze");
    }

    @ParameterizedTest
    @MethodSource("units")
    void isLittleExposed(Path unit) throws Exception {
        String report = analyzed("security", "--offline=true", unit.toString());

        Matcher exposure = EXPOSURE.matcher(report);
        assertThat(exposure.find()).as(report).isTrue();
        assertThat(Double.parseDouble(exposure.group(1))).as(report).isLessThan(MOST_EXPOSED);
    }

    /// Raw sockets are for the balancer's probes.
    @Test
    void hasNoCapabilityThatItDoesNotNeed() throws IOException {
        assertThat(lines(BALANCER, "CapabilityBoundingSet"))
                .containsExactly("CAP_BPF CAP_NET_ADMIN CAP_NET_RAW CAP_PERFMON");
        assertThat(lines(ROUTES, "CapabilityBoundingSet")).containsExactly("CAP_NET_ADMIN");
        for (Path unit : List.of(AGENT, WATCH)) {
            assertThat(lines(unit, "CapabilityBoundingSet")).containsExactly("CAP_BPF CAP_NET_ADMIN CAP_PERFMON");
        }
    }

    @ParameterizedTest
    @MethodSource("units")
    void systemdHasNothingToSayAgainstIt(Path unit) throws Exception {
        Path copy = Files.writeString(
                directory.resolve(unit.getFileName()),
                Files.readString(unit).replaceAll("(?m)^(Exec\\w+)=/usr/\\S+", "$1=/usr/bin/true"));

        assertThat(analyzed("verify", "--man=no", copy.toString()).lines().filter(line -> line.contains("baro")))
                .isEmpty();
    }

    /// systemd stops in the reverse of the order in which it starts.
    @Test
    void theBalancerStopsBehindRoutingDaemons() throws IOException {
        assertThat(lines(BALANCER, "Before").getFirst().split(" "))
                .contains("bird.service", "frr.service", "exabgp.service", "gobgpd.service", "keepalived.service");
    }

    @ParameterizedTest
    @MethodSource("units")
    void noStopTakesPacketsAway(Path unit) throws IOException {
        assertThat(Files.readString(unit)).doesNotContainPattern("(?m)^ExecStop");
    }

    private String analyzed(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Stream.concat(Stream.of("systemd-analyze", "--no-pager"), Stream.of(words))
                        .toList())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    private static List<String> lines(Path unit, String key) throws IOException {
        try (Stream<String> lines = Files.lines(unit)) {
            return lines.filter(line -> line.startsWith(key + "="))
                    .map(line -> line.substring(key.length() + 1))
                    .toList();
        }
    }
}
