// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.Reply;
import dev.baro.core.model.ApplicationCheck;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Real TLS servers that end a handshake: the evidence has a sentence for it, not the JDK's words.
@Tag("program")
class TlsFailureTest {
    private static final String HOST = "store.example.com";
    private static final int PORT = 443;

    @RegisterExtension
    @Order(1)
    private static final TrustedAuthority TRUST = new TrustedAuthority();

    @RegisterExtension
    @Order(2)
    private static final ProbedNetwork NETWORK = new ProbedNetwork("ends");

    @Test
    void aServerThatDoesNotServeTheNameIsTold() throws Exception {
        assertThat(ofNginx("TLSv1.3", "ssl_reject_handshake on;"))
                .isEqualTo("TLS: the server ended the handshake: it does not serve this name: compare it with host in"
                        + " the check (alert unrecognized_name)");
    }

    @Test
    void aServerWithOtherCiphersIsTold() throws Exception {
        assertThat(ofNginx("TLSv1.2", "ssl_ciphers ECDHE-RSA-AES128-GCM-SHA256;"))
                .isEqualTo("TLS: the server ended the handshake: it accepts none of the offered ciphers and keys"
                        + " (alert handshake_failure)");
    }

    @ParameterizedTest
    @CsvSource({"-tls1_3, certificate_required", "-tls1_2, handshake_failure"})
    void aServerThatInsistsOnAClientCertificateIsTold(String version, String alert) throws Exception {
        TestAuthority.Issued certificate = TRUST.authority().issue(HOST, "");
        Process server = serve(
                certificate,
                List.of(
                        version,
                        "-Verify",
                        "1",
                        "-verify_return_error",
                        "-CAfile",
                        TRUST.authority().certificate().toString()));
        try {
            assertThat(probe(false).detail())
                    .isEqualTo("TLS: the server requests a client certificate, but the check specifies none (alert "
                            + alert + ")");
        } finally {
            server.destroy();
            server.waitFor();
        }
    }

    @Test
    void aStatusForWantOfAClientCertificateIsTold() throws Exception {
        String ask = "ssl_verify_client on; ssl_client_certificate %s;"
                .formatted(TRUST.authority().certificate());

        assertThat(ofNginx("TLSv1.3", ask))
                .isEqualTo("400 Bad Request, expected 200; it requested a client certificate, but the check specifies"
                        + " none");
    }

    @Test
    void aCertificateForAnotherUseIsTold() throws Exception {
        TestAuthority.Issued certificate = TRUST.authority().issue(HOST, "extendedKeyUsage = clientAuth");
        try (TlsServer _ =
                TlsServer.start(NETWORK.far(), TRUST.directory(), new TlsServer.Port(PORT, "TLSv1.3", certificate))) {
            assertThat(probe(true).detail())
                    .isEqualTo("TLS: the certificate is not for TLS servers, according to its extended key usage");
        }
    }

    @Test
    void aChainThatBreaksARuleIsTold() throws Exception {
        TestAuthority.Issued certificate =
                TRUST.authority().issue(HOST, "1.2.3.4 = critical,ASN1:NULL\nextendedKeyUsage = serverAuth");
        try (TlsServer _ =
                TlsServer.start(NETWORK.far(), TRUST.directory(), new TlsServer.Port(PORT, "TLSv1.3", certificate))) {
            assertThat(probe(true).detail())
                    .isEqualTo("TLS: the certificate breaks a rule for certificate chains; inspect it with: openssl"
                            + " s_client -showcerts");
        }
    }

    private static String ofNginx(String version, String directives) throws Exception {
        TlsServer.Port port =
                new TlsServer.Port(PORT, version, TRUST.authority().issue(HOST, ""), directives);
        try (TlsServer _ = TlsServer.start(NETWORK.far(), TRUST.directory(), port)) {
            ProbeResult result = probe(false);
            assertThat(result.reply()).isEqualTo(Reply.UNEXPECTED);
            return result.detail();
        }
    }

    private static Process serve(TestAuthority.Issued certificate, List<String> options) throws Exception {
        Process server = new ProcessBuilder(Stream.of(
                                List.of("nsenter", "--net=/run/netns/" + NETWORK.far()),
                                List.of("openssl", "s_server", "-accept", ProbeNetwork.VIP + ":" + PORT, "-quiet"),
                                List.of(
                                        "-cert",
                                        certificate.chain().toString(),
                                        "-key",
                                        certificate.key().toString()),
                                options)
                        .flatMap(List::stream)
                        .toList())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        for (int look = 0;
                look < 100 && !NETWORK.exec(NETWORK.far(), "ss", "-ltn").contains(":" + PORT + " ");
                look++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return server;
    }

    /// The first handshake loads classes for longer than a probe's timeout.
    private static ProbeResult probe(boolean verify) throws Exception {
        var check = new ApplicationCheck.Http(true, "GET", "/", HOST, "200", verify);
        ProbeResult result = NETWORK.next(Probing.http(ProbeNetwork.FAR, ProbeNetwork.VIP, PORT, check));
        for (int more = 0; more < 5 && result.detail().contains("within"); more++) {
            result = NETWORK.next(Probing.http(ProbeNetwork.FAR, ProbeNetwork.VIP, PORT, check));
        }
        return result;
    }
}
