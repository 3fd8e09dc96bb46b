// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.dscp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.cli.Run;
import dev.baro.cli.Texts;
import dev.baro.core.api.Json;
import dev.baro.core.config.Reading;
import dev.baro.core.dscp.DscpReport;
import dev.baro.core.yaml.YamlFrontEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DscpCommandsTest {
    private static final String THREE = """
            version: 1
            servers:
              web-1: {address: 198.51.100.1}
              web-2: {address: 198.51.100.2}
            vips:
              store: {address: 203.0.113.1, dscp: 10, servers: [web-1, web-2], ports: {http: {port: 80}}}
              mail: {address: 203.0.113.2, dscp: 10, servers: [web-2], ports: {smtp: {port: 25}}}
              wiki: {address: 203.0.113.3, servers: [web-1], ports: {http: {port: 80}}}
            """;

    @TempDir
    private Path directory;

    private String file = "";

    @BeforeEach
    void write() throws IOException {
        file = directory.resolve("new.yaml").toString();
        Files.writeString(Path.of(file), THREE);
    }

    @Test
    void listShowsWhoHasWhat() {
        Run run = Run.baro("dscp", "list", file);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().replace(file, "FILE"))
                .contains(
                        "10 (tos 40, 0x28, AF11)  1     store",
                        "  mail ",
                        "VIP wiki of FILE has no DSCP; see: baro dscp plan")
                .endsWith("free on every server, best first: 11, 15, 19, 23, 27, 31, 35, 39, 43, 47, 51, 55, 59, 63\n");
    }

    @Test
    void listShowsAllValuesWithoutAFile() {
        Run run = Run.baro("dscp", "list", "--all", "-o", "json");

        DscpReport.Values values = Json.read(run.out(), DscpReport.Values.class);
        assertThat(values.values()).hasSize(64);
        assertThat(values.values().get(18).text()).isEqualTo("18 (tos 72, 0x48, AF21)");
        assertThat(values.values().get(18).rank()).isEqualTo("reserved");
        assertThat(values.values().get(18).use()).isEqualTo("OpenSSH marks interactive sessions with it");
    }

    @Test
    void checkFindsTheCollision() {
        Run run = Run.baro("dscp", "check", file);

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out().replace(file, "FILE")).isEqualTo("""
                FILE:7: error: VIP mail: dscp 10 (tos 40, 0x28, AF11) is also the dscp of VIP store (FILE:6), and both use server web-2
                    a server recognizes the VIP only by its dscp; free here: 11, 15, 19
                3 VIPs in 1 file: 1 error, 0 warnings
                """);
    }

    @Test
    void checkFindsACollisionBetweenTwoConfigurations() throws IOException {
        String ours = directory.resolve("ours.yaml").toString();
        String theirs = directory.resolve("theirs.conf").toString();
        Files.writeString(Path.of(ours), Texts.STORE);
        Files.writeString(Path.of(theirs), Texts.SERVERIRON.replace("203.0.113.100", "203.0.113.9"));

        Run run = Run.baro("dscp", "check", ours, theirs);

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out())
                .startsWith(theirs
                        + ": error: VIP store-app1: dscp 10 (tos 40, 0x28, AF11) is also the dscp of VIP store-app1 ("
                        + ours + ":12), and both use server web1\n");
        assertThat(Run.baro("dscp", "check", ours).exitCode()).isZero();
        assertThat(Run.baro("dscp", "check", theirs).exitCode()).isZero();
    }

    @Test
    void planPrintsWhatToChange() {
        Run run = Run.baro("dscp", "plan", file);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().replace(file, "FILE")).isEqualTo("""
                # FILE: 2 of 3 VIPs change
                vips:
                  mail:
                    dscp: 11  # 11 (tos 44, 0x2c), was 10 (tos 40, 0x28, AF11)
                  wiki:
                    dscp: 11  # 11 (tos 44, 0x2c), had none
                # outside the local-use values: store 10 (tos 40, 0x28, AF11)
                # no plan that keeps these values changes fewer
                """);
    }

    @Test
    void whatIsPlannedIsValid() throws IOException {
        DscpReport.Plan plan =
                Json.read(Run.baro("dscp", "plan", file, "-o", "json").out(), DscpReport.Plan.class);
        String planned = THREE.replace(
                        "dscp: 10, servers: [web-2]",
                        "dscp: %d, servers: [web-2]"
                                .formatted(plan.assignments().get(1).dscp()))
                .replace(
                        "203.0.113.3,",
                        "203.0.113.3, dscp: %d,"
                                .formatted(plan.assignments().get(2).dscp()));

        assertThat(YamlFrontEnd.read(planned)).isInstanceOf(Reading.Accepted.class);
    }

    @Test
    void planSaysWhyThereIsNone() throws IOException {
        String vips = IntStream.range(0, 65)
                .mapToObj(i -> "  v%d: {address: 203.0.113.%d, servers: [web-1], ports: {http: {port: 80}}}\n"
                        .formatted(i, i + 1))
                .collect(Collectors.joining());
        Files.writeString(Path.of(file), "version: 1\nservers:\n  web-1: {address: 198.51.100.1}\nvips:\n" + vips);

        Run run = Run.baro("dscp", "plan", "--allow", "8,18,46,48,56", file);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .startsWith(
                        "baro: there is no plan: server web-1 has 65 VIPs, but a server can distinguish only 63: v0,"
                                + " v1, v2, ");
    }

    @Test
    void aBrokenFileIsShownAsCheckShowsIt() throws IOException {
        Files.writeString(Path.of(file), "vips: [");

        Run run = Run.baro("dscp", "list", file);

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).startsWith(file + ":1:");
    }

    @Test
    void withoutAVerbItSaysWhichThereAre() {
        assertThat(Run.baro("dscp").err()).startsWith("baro: the subcommand is missing: list, check, plan or survey\n");
        assertThat(Run.baro("dscp", "survey").err())
                .isEqualTo("baro: survey is a separate program; start it as: baro dscp survey\n");
    }
}
