// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.balancer.RawHttp;
import dev.baro.balancer.log.Log;
import dev.baro.core.api.EventList;
import dev.baro.core.api.OperatorException;
import dev.baro.core.config.Role;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The API behind TLS, asked by curl, with files that openssl wrote.
@Timeout(120)
class TlsApiTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void files() throws Exception {
        authority("ca");
        certificate("api", "ca", "localhost");
        certificate("noc", "ca", "noc");
        certificate("stranger", "ca", "stranger");
        authority("other-ca");
        certificate("forged", "other-ca", "noc");
    }

    @Test
    void aClientIsWhatItsCertificateSays() throws Exception {
        try (ServedApi api = start()) {
            assertThat(curl(api, "/v1/servers", "--cert", "noc")).isEqualTo("200");
            assertThat(curl(
                            api,
                            "/v1/servers/store-web-a01/state",
                            "--cert",
                            "noc",
                            "-X",
                            "PUT",
                            "-H",
                            "If-Match: *",
                            "-H",
                            "Content-Type: application/json",
                            "-d",
                            "{\"state\": \"drain\"}"))
                    .isEqualTo("200");
            assertThat(curl(api, "/v1/config/apply", "--cert", "noc", "-X", "POST", "-H", "If-Match: *"))
                    .isEqualTo("403");
            assertThat(curl(api, "/v1/servers", "--cert", "stranger")).isEqualTo("401");
            assertThat(curl(api, "/v1/servers", "--cert", "forged")).isEqualTo("000");
            assertThat(curl(api, "/v1/servers")).isEqualTo("401");
            assertThat(curl(api, "/v1/servers", "-H", "Authorization: Bearer " + ServedApi.token(Role.READ)))
                    .isEqualTo("200");
            assertThat(changes().getLast().fields())
                    .containsEntry("who", "certificate noc")
                    .containsEntry("role", "operate")
                    .containsEntry("request", "PUT /v1/servers/store-web-a01/state");
        }
    }

    @Test
    void aRenewedCertificateIsShownAfterAnApply() throws Exception {
        try (ServedApi api = start()) {
            String before = shown(api);
            certificate("api", "ca", "localhost");

            String unread = shown(api);
            RawHttp applied = RawHttp.post(api.socket(), "/v1/config/apply", "");
            String after = shown(api);
            Files.writeString(directory.resolve("api.key"), "damaged");
            RawHttp refused = RawHttp.post(api.socket(), "/v1/config/apply", "");

            assertThat(applied.status()).isEqualTo(200);
            assertThat(unread).isEqualTo(before);
            assertThat(after).isNotEqualTo(before);
            assertThat(refused.status()).isEqualTo(422);
            assertThat(shown(api)).isEqualTo(after);
        }
    }

    @Test
    void aRoleThatIsTakenAwayEndsWithTheApply() throws Exception {
        try (ServedApi api = start()) {
            String before = curl(api, "/v1/servers", "--cert", "noc");
            Files.writeString(api.file(), Files.readString(api.file()).replace("noc: operate", "other: read"));

            RawHttp applied = RawHttp.post(api.socket(), "/v1/config/apply", "");

            assertThat(applied.status()).as(applied.body()).isEqualTo(200);
            assertThat(before).isEqualTo("200");
            assertThat(curl(api, "/v1/servers", "--cert", "noc")).isEqualTo("401");
        }
    }

    @Test
    void aHandshakeThatDoesNotEndIsClosedAndKeepsNoOtherOut() throws Exception {
        try (ServedApi api = start()) {
            List<Socket> silent = new ArrayList<>();
            for (int i = 0; i < 600; i++) {
                Socket client = new Socket(InetAddress.getLoopbackAddress(), api.port());
                client.getOutputStream().write(0x16);
                silent.add(client);
            }

            assertThat(curl(api, "/healthz")).isEqualTo("200");
            try (InputStream newest = silent.getLast().getInputStream()) {
                silent.getLast().setSoTimeout(60_000);
                assertThat(newest.readAllBytes()).isNotNull();
            }
            for (Socket client : silent) {
                client.close();
            }
        }
    }

    @Test
    void withoutTlsItIsServedOnLoopbackAlone() {
        assertThatThrownBy(() -> ServedApi.startAt(directory, "192.0.2.1:9443", ""))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining(
                        "the API is not served without TLS at 192.0.2.1:9443, which is not a loopback" + " address");
    }

    @Test
    void filesThatDoNotFitAreRefusedAtTheStart() throws Exception {
        Files.copy(
                directory.resolve("noc.key"),
                directory.resolve("api.key"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        assertThatThrownBy(this::start)
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("does not belong to the certificate of the API");
    }

    private ServedApi start() throws IOException {
        return ServedApi.start(
                directory,
                "certificate: %1$s/api.pem, key: %1$s/api.key, client-ca: %1$s/ca.pem, clients: {noc: operate},"
                        .formatted(directory));
    }

    private static List<EventList.EventEntry> changes() {
        return Log.recent().after(0, 1_000).events().stream()
                .filter(event -> event.event().equals("API_CHANGE"))
                .toList();
    }

    /// @return the status, 000 where TLS did not come about
    private String curl(ServedApi api, String path, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                "curl",
                "-s",
                "-o",
                "/dev/null",
                "-w",
                "%{http_code}",
                "--max-time",
                "30",
                "--cacert",
                directory.resolve("ca.pem").toString(),
                "https://localhost:" + api.port() + path,
                "--resolve",
                "localhost:" + api.port() + ":127.0.0.1"));
        for (int i = 0; i < more.length; i++) {
            words.add(more[i]);
            if (more[i].equals("--cert")) {
                i++;
                words.addAll(List.of(
                        directory.resolve(more[i] + ".pem").toString(),
                        "--key",
                        directory.resolve(more[i] + ".key").toString()));
            }
        }
        return run(words, false);
    }

    /// The serial number of the certificate that the API shows.
    private static String shown(ServedApi api) throws Exception {
        return run(
                List.of(
                        "sh",
                        "-c",
                        "openssl s_client -connect 127.0.0.1:" + api.port()
                                + " </dev/null 2>/dev/null | openssl x509 -noout -serial"),
                true);
    }

    private void authority(String name) throws Exception {
        openssl(
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=" + name,
                "-keyout",
                name + ".key",
                "-out",
                name + ".pem");
    }

    private void certificate(String name, String authority, String commonName) throws Exception {
        openssl(
                "req",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-subj",
                "/O=x/CN=" + commonName,
                "-addext",
                "subjectAltName=DNS:localhost",
                "-keyout",
                name + ".key",
                "-out",
                name + ".csr");
        openssl(
                "x509",
                "-req",
                "-in",
                name + ".csr",
                "-CA",
                authority + ".pem",
                "-CAkey",
                authority + ".key",
                "-CAcreateserial",
                "-days",
                "2",
                "-copy_extensions",
                "copy",
                "-out",
                name + ".pem");
    }

    private void openssl(String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of("openssl"));
        all.addAll(Arrays.stream(words)
                .map(word -> word.matches("[a-z-]+\\.(pem|key|csr)")
                        ? directory.resolve(word).toString()
                        : word)
                .toList());
        run(all, true);
    }

    private static String run(List<String> words, boolean well) throws Exception {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        if (well) {
            assertThat(exit).as(String.join(" ", words) + "\n" + said).isZero();
        }
        return said.strip();
    }
}
