// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A balancer whose system speaks Korean judges as any other one does.
@Tag("program")
class KoreanHostTest {
    private static final Path MESSAGES = Path.of("/usr/share/locale/ko/LC_MESSAGES/libc.mo");

    @TempDir
    private Path locales;

    @Test
    void closedPortIsNotTakenForADeadServer() throws Exception {
        assumeTrue(
                Files.exists(MESSAGES),
                "needs " + MESSAGES + " of package libc-l10n; a slim image of Debian leaves translations out");
        buildLocale();
        try (ProbeNetwork network = ProbeNetwork.create("korean")) {
            String said = run(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Duser.language=ko",
                    "-Duser.country=KR",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    VerdictOfAClosedPort.class.getName(),
                    network.lb()));

            assertThat(said).isEqualTo("""
                    그런 파일이나 디렉터리가 없습니다
                    NOT_LISTENING: RST from 211.115.115.100
                    NOT_LISTENING: RST from 2001:db8:115::100
                    """);
        }
    }

    /// Beside those of the host, which has none of them.
    private void buildLocale() throws Exception {
        String said = run(List.of(
                "localedef",
                "--no-archive",
                "-i",
                "ko_KR",
                "-f",
                "UTF-8",
                locales.resolve("ko_KR.UTF-8").toString()));
        assertThat(said).isEmpty();
    }

    private String run(List<String> command) throws Exception {
        Path output = locales.resolve("output");
        ProcessBuilder program =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        program.environment().put("LOCPATH", locales.toString());
        program.environment().put("LC_ALL", "ko_KR.UTF-8");
        program.environment().put("LANGUAGE", "ko");
        Process process = program.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return Files.readString(output, StandardCharsets.UTF_8);
    }
}
