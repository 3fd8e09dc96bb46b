// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is planted in the configuration, in refused files and in reasons does not come out.
class SupportBundleTest extends StoreDaemon {
    private static final String TOKEN = "Zm9vYmFyYmF6";
    private static final String QUERY = "k3y-of-the-query";

    @TempDir
    private Path directory;

    @Test
    void holdsWhatHelpsAndNoSecret() throws Exception {
        Files.writeString(file, Texts.STORE.replace("http: {port: 80}", """
                        http: {port: 80, check: {l7: {http: "GET /ok?token=%s", \
                        headers: {Authorization: "Bearer %s", X-Probe: baro}}}}""".formatted(QUERY, TOKEN)));
        assertThat(baro("apply").exitCode()).isZero();
        Files.writeString(file, "username admin password " + TOKEN + "\n" + Texts.SERVERIRON);
        baro("apply");
        baro("server", "drain", "store-web-a01", "--reason", "password: " + TOKEN);
        Path bundle = directory.resolve("bundle.tar.gz");

        Run run = baro("support-bundle", bundle.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith(bundle + ": ").contains("check its contents before you send it");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(bundle)))
                .isEqualTo("rw-------");
        assertThat(names(bundle))
                .contains(
                        "baro-support/status.json",
                        "baro-support/events.json",
                        "baro-support/config.yaml",
                        "baro-support/doctor.txt",
                        "baro-support/metrics.txt",
                        "baro-support/rates-history.json",
                        "baro-support/host/links.txt",
                        "baro-support/host/bpf-maps.txt",
                        "baro-support/README.txt");
        String whole = whole(bundle);
        assertThat(whole)
                .contains("store-web-a02", "baro_config_revision", "CONFIG_APPLIED")
                .doesNotContain(TOKEN)
                .doesNotContain(QUERY);
    }

    @Test
    void withoutADaemonWhatTheHostTellsIsWritten() throws Exception {
        daemon.close();
        Path bundle = directory.resolve("bundle.tar.gz");

        Run run = baro("support-bundle", bundle.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).contains("not included: status.json: baro: no daemon answers at ");
        assertThat(names(bundle)).contains("baro-support/host/links.txt").doesNotContain("baro-support/status.json");
    }

    @Test
    void overwritesNothing() throws IOException {
        Path bundle = Files.writeString(directory.resolve("mine"), "mine");

        Run run = baro("support-bundle", bundle.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("baro: " + bundle + " exists; name another file\n");
        assertThat(bundle).hasContent("mine");
    }

    /// As tar itself lists them.
    private static List<String> names(Path bundle) throws Exception {
        Process tar = new ProcessBuilder("tar", "-tzf", bundle.toString()).start();
        List<String> names = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(tar.waitFor()).isZero();
        return names;
    }

    private static String whole(Path bundle) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(bundle))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
