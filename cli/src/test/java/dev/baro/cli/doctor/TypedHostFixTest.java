// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What belongs to the whole host is broken in a namespace of mounts alone, where the doctor runs as a program of its
/// own, and where its fixes are typed as they stand. A file stands in for the setting that the kernel has once.
class TypedHostFixTest {
    private Process host;

    @TempDir
    private Path directory;

    @BeforeEach
    void build() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root for namespaces");
        Files.writeString(directory.resolve("baro.yaml"), """
                version: 1
                balancers:
                  lb-a1: {address: 192.0.2.2, interfaces: [lo]}
                servers:
                  web-a01: {address: 192.0.2.10}
                vips:
                  store: {address: 203.0.113.10, dscp: 10, servers: [web-a01], ports: {http: {port: 80}}}
                """);
        host = new ProcessBuilder("unshare", "--net", "--mount", "sh", "-c", """
                        set -e
                        mountpoint -q /sys/fs/bpf || mount -t bpf bpf /sys/fs/bpf
                        echo ready
                        exec sleep 120
                        """)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(host.inputReader().readLine()).isEqualTo("ready");
    }

    @AfterEach
    void remove() {
        if (host != null) {
            host.destroy();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bpf-fs, while mountpoint -q /sys/fs/bpf; do umount /sys/fs/bpf; done",
        "bpf-jit, mount -t tmpfs tmpfs /proc/sys/net/core && echo 0 > /proc/sys/net/core/bpf_jit_enable",
    })
    void itsFixTakesAProblemAway(String check, String fault) throws Exception {
        assertThat(problems(check)).isEmpty();
        assertThat(there("sh", "-c", fault).code()).isZero();
        List<String> fixes = problems(check);
        assertThat(fixes).hasSize(1);

        Ended typed = there("sh", "-c", fixes.getFirst());

        assertThat(typed.code()).as(fixes.getFirst() + ": " + typed.output()).isZero();
        assertThat(problems(check)).isEmpty();
    }

    /// @return the fix of each problem of the check
    private List<String> problems(String check) throws Exception {
        Ended doctor = there(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.baro.cli.Main",
                "doctor",
                "--config",
                directory.resolve("baro.yaml").toString(),
                "--socket",
                directory.resolve("none").toString(),
                "-o",
                "json");
        JsonNode findings = new JsonMapper().readTree(doctor.output()).path("findings");
        assertThat(findings.size()).as(doctor.output()).isPositive();
        return StreamSupport.stream(findings.spliterator(), false)
                .filter(each -> each.path("check").asString("").equals(check))
                .filter(each -> !each.path("level").asString("").equals("ok"))
                .map(each -> each.path("fix").asString(""))
                .toList();
    }

    private record Ended(int code, String output) {}

    private Ended there(String... words) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("nsenter", "--target", Long.toString(host.pid()), "--net", "--mount"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }
}
