// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.lab.host.Launcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// From the text of an appliance to a file that is checked and to the files of all its real servers.
@Timeout(120)
@Tag("end-to-end")
class MigrationEndToEnd {
    private static final int VIPS = 40;
    private static final int SERVERS = 500;

    /// As long as the whole may take an operator.
    private static final Duration MOST = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    @Test
    void anApplianceOfFiveHundredServersTakesTwoCommandsAndUnderTenSeconds() throws Exception {
        Path appliance = Files.writeString(directory.resolve("adx.txt"), appliance());
        Path balancers = directory.resolve("baro.yaml");
        Path servers = directory.resolve("servers");

        long begunNs = System.nanoTime();
        run(balancers, "import", "serveriron", appliance.toString());
        run(
                directory.resolve("rendered"),
                "agent",
                "render",
                "--all",
                "--format=nft",
                "--config=" + balancers,
                "--directory=" + servers);
        Duration took = Duration.ofNanos(System.nanoTime() - begunNs);

        assertThat(took).isLessThan(MOST);
        assertThat(files(servers)).hasSize(SERVERS);
        assertThat(servers.resolve("web-7.nft"))
                .content()
                .contains("ip daddr 10.10.0.107 ", "ip daddr set 192.0.2.8", "DSCP 8 ")
                .doesNotContain("192.0.2.9");
        assertThat(directory.resolve("rendered")).hasContent("500 files in " + servers + ": 500 written, 0 unchanged");
        run(directory.resolve("checked"), "check", balancers.toString());
        assertThat(directory.resolve("checked")).content().contains("valid: 40 VIPs, 500 real servers");
    }

    private static List<String> files(Path servers) throws IOException {
        try (Stream<Path> files = Files.list(servers)) {
            return files.map(Path::toString).toList();
        }
    }

    /// Each VIP has every fortieth server, and the DSCP of its number.
    private static String appliance() {
        StringBuilder text = new StringBuilder("!\nserver predictor round-robin\n");
        text.append("server port 80\n tcp keepalive 5 3\n!\n");
        for (int i = 0; i < SERVERS; i++) {
            text.append("server real web-%d 10.10.%d.%d\n".formatted(i, i / 100, 100 + i % 100));
            text.append(" port http\n port http url \"GET /health_check.html\"\n port ssl\n!\n");
        }
        for (int vip = 0; vip < VIPS; vip++) {
            text.append("server virtual app-%d 192.0.2.%d\n port http\n port ssl\n".formatted(vip, vip + 1));
            text.append(" tos-marking %d hc-l3-dsr\n".formatted(vip + 1));
            for (int server = vip; server < SERVERS; server += VIPS) {
                text.append(" bind http web-%1$d http\n bind ssl web-%1$d ssl\n".formatted(server));
            }
            text.append("!\n");
        }
        return text.append("end\n").toString();
    }

    private static void run(Path output, String... words) throws Exception {
        Path errors = output.resolveSibling(output.getFileName() + ".err");
        Process process = new ProcessBuilder(Stream.concat(
                                Stream.of(Launcher.ofThisCheckout()
                                        .home()
                                        .resolve("baro")
                                        .toString()),
                                Stream.of(words))
                        .toList())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        int code = process.waitFor();
        assertThat(code).as(() -> String.join(" ", words) + ": " + text(errors)).isZero();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
