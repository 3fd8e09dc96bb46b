// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("end-to-end")
class UnitsTest {
    private static final Path UNITS = Path.of("src/main/systemd");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"baro-agent.service", "baro-agent-watch.service"})
    void systemdHasNothingToSayAgainstThem(String name) throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/bin/systemd-analyze")), "needs systemd-analyze");
        Path unit = Files.writeString(
                directory.resolve(name),
                Files.readString(UNITS.resolve(name)).replace("/usr/bin/baro-agent", "/usr/bin/true"));

        assertThat(verified(unit)).isEmpty();
    }

    @Test
    void theRulesComeUpAfterTheFirewallAndBeforeTheService() throws IOException {
        String unit = Files.readString(UNITS.resolve("baro-agent.service"));

        assertThat(unit)
                .containsPattern("(?m)^After=.*\\bnftables\\.service\\b")
                .containsPattern("(?m)^Before=.*\\bnginx\\.service\\b")
                .containsPattern("(?m)^ReloadPropagatedFrom=nftables\\.service$");
        assertThat(Files.readString(UNITS.resolve("service-after-vips.conf")))
                .containsPattern("(?m)^After=baro-agent\\.service$");
    }

    /// A stopped or upgraded agent leaves the server as it is.
    @Test
    void nothingTakesVipsAwayWhenItEnds() throws IOException {
        for (String name : new String[] {"baro-agent.service", "baro-agent-watch.service"}) {
            assertThat(Files.readString(UNITS.resolve(name))).doesNotContainPattern("(?m)^ExecStop");
        }
    }

    /// @return what systemd-analyze says about the unit itself
    static String verified(Path unit) throws IOException, InterruptedException {
        Process verify = new ProcessBuilder("systemd-analyze", "verify", "--man=no", unit.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        verify.waitFor();
        String name = unit.getFileName().toString();
        return said.lines()
                .filter(line -> line.contains(name))
                .filter(line -> !line.contains("not executable"))
                .reduce("", (all, line) -> all + line + "\n");
    }
}
