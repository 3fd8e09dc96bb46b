// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.Reply;
import dev.baro.core.model.ApplicationCheck;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// HTTPS probes to a real TLS server with a certificate that nobody has signed.
@Tag("program")
class TlsProbeTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private static Path directory;

    @RegisterExtension
    private static final ProbedNetwork NETWORK = new ProbedNetwork("tls");

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void requestInTlsIsAnswered(String version) throws Exception {
        ProbeResult result = probe(version, false);

        assertThat(result.detail()).isEqualTo("200 OK");
        assertThat(result.reply()).isEqualTo(Reply.EXPECTED);
    }

    @Test
    void unknownCertificateIsRefusedWhereItIsToBeVerified() throws Exception {
        ProbeResult result = probe("TLSv1.3", true);

        assertThat(result.detail()).isEqualTo("TLS: the certificate is self-signed");
        assertThat(result.reply()).isEqualTo(Reply.UNEXPECTED);
    }

    private static ProbeResult probe(String version, boolean verify) throws Exception {
        SSLContext context = context();
        var check = new ApplicationCheck.Http(true, "GET", "/", "store.example.com", "200", verify);
        try (var service = TestServer.tcp(NETWORK.far(), ProbeNetwork.VIP.toString(), 443, client -> {
            try (SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(client, null, true)) {
                tls.setUseClientMode(false);
                tls.setEnabledProtocols(new String[] {version});
                answer(tls);
            }
        })) {
            // The first handshake loads classes for longer than an ordinary timeout; a later one counts.
            ProbeResult result = NETWORK.next(Probing.http(ProbeNetwork.FAR, ProbeNetwork.VIP, 443, check));
            for (int more = 0; more < 5 && result.detail().contains("within"); more++) {
                result = NETWORK.next(Probing.http(ProbeNetwork.FAR, ProbeNetwork.VIP, 443, check));
            }
            assertThat(service.connections()).isPositive();
            return result;
        }
    }

    private static void answer(Socket tls) throws java.io.IOException {
        TestServer.readHead(tls);
        tls.getOutputStream()
                .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII));
    }

    private static SSLContext context() throws Exception {
        Path file = directory.resolve("server.p12");
        if (!Files.exists(file)) {
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "server",
                            "-keyalg",
                            "EC",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            file.toString(),
                            "-storepass",
                            "changeit",
                            "-dname",
                            "CN=store.example.com",
                            "-ext",
                            "san=dns:store.example.com")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(keytool.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
