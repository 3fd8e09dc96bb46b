// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.cli.Run;
import dev.baro.cli.Texts;
import dev.baro.core.api.CheckResult;
import dev.baro.core.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
    private Path file;

    @BeforeEach
    void choose(@TempDir Path directory) {
        file = directory.resolve("new.yaml");
    }

    @Test
    void aValidFileIsSummarised() throws IOException {
        Run run = check(Texts.STORE);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .endsWith(
                        file
                                + ": valid: 1 VIP, 2 real servers, 1 balancer; session table 16.8 MB for 1048576 sessions, rings 73.8 kB\n");
    }

    @Test
    void problemsAreTheAnswer() throws IOException {
        Run run = check(Texts.BROKEN);

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).startsWith(file + ":").contains("64").doesNotContain("valid:");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void filesBesideItBelongToIt() throws IOException {
        Path beside = Files.createDirectory(file.resolveSibling("new.d"));
        String spare = "servers:\n  spare-1: {address: 198.51.100.77}\n";
        Files.writeString(beside.resolve("10-spare.yaml"), spare);
        Files.writeString(beside.resolve("20-old.yaml~"), "vips: [");

        Run good = check(Texts.STORE);
        Files.writeString(beside.resolve("10-spare.yaml"), spare + "vlps: {}\n");
        Run bad = check(Texts.STORE);

        assertThat(good.out())
                .startsWith(beside.resolve("10-spare.yaml") + ":2:3: warning: no VIP uses server spare-1\n")
                .contains(file + " and 1 file beside it: valid: 1 VIP, 3 real servers");
        assertThat(bad.exitCode()).isEqualTo(3);
        assertThat(bad.out()).contains(beside.resolve("10-spare.yaml") + ":3:1: unknown key \"vlps\"");
        assertThat(Json.read(check(Texts.STORE, "-o", "json").out(), CheckResult.class)
                        .problems())
                .extracting(CheckResult.Finding::file)
                .containsOnly("new.d/10-spare.yaml");
    }

    @Test
    void programsGetJson() throws IOException {
        CheckResult good = Json.read(check(Texts.STORE, "-o", "json").out(), CheckResult.class);
        Run bad = check(Texts.BROKEN, "-o", "json");

        assertThat(good.valid()).isTrue();
        assertThat(bad.exitCode()).isEqualTo(3);
        assertThat(Json.read(bad.out(), CheckResult.class).problems()).isNotEmpty();
    }

    @Test
    void theEffectiveConfigurationIsYamlAndNothingElse() throws IOException {
        Run run = check(Texts.STORE, "--effective");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("store-app1:").doesNotContain("valid:");
    }

    @Test
    void aMissingFileIsSaidInOneLine() {
        Run run = Run.baro("check", file.toString());

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).isEqualTo(file + ": no such file\n");
    }

    @Test
    void aNamedFifoIsRefusedAndNotWaitedFor() throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();

        Run run = Run.baro("check", file.toString());

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).isEqualTo(file + ": not a regular file; to read from a pipe, name it -\n");
    }

    @Test
    void aFileWithoutEndIsNotRead() throws IOException {
        Files.writeString(file, "#".repeat((4 << 20) + 1));

        Run run = Run.baro("check", file.toString());

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).isEqualTo(file + ": larger than 4 MiB; is this a Baro configuration?\n");
    }

    private Run check(String text, String... options) throws IOException {
        Files.writeString(file, text);
        String[] args = new String[options.length + 2];
        args[0] = "check";
        args[1] = file.toString();
        System.arraycopy(options, 0, args, 2, options.length);
        return Run.baro(args);
    }
}
