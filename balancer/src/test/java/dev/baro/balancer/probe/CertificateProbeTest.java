// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.health.CertificateTimes;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.Reply;
import dev.baro.core.model.ApplicationCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The certificate of a real TLS server is judged at every probe.
@Tag("program")
class CertificateProbeTest {
    private static final String HOST = "store.example.com";
    private static final int PROBES = 5;

    @RegisterExtension
    @Order(1)
    private static final TrustedAuthority TRUST = new TrustedAuthority();

    @RegisterExtension
    @Order(2)
    private static final ProbedNetwork NETWORK = new ProbedNetwork("cert");

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final Instant earlier = now.minus(Duration.ofDays(20));
    private final Instant yesterday = now.minus(Duration.ofDays(1));
    private final Instant tomorrow = now.plus(Duration.ofDays(1));
    private final Instant later = now.plus(Duration.ofDays(20));

    /// Of a resumed session nothing is verified.
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void eachProbeMakesAFullHandshake(String version) throws Exception {
        try (TlsServer server = server(version, TRUST.authority().issue(HOST, earlier, later))) {
            for (int probe = 0; probe < PROBES; probe++) {
                assertThat(probe(true).detail()).isEqualTo("200 OK");
                assertThat(probe(false).detail()).isEqualTo("200 OK");
            }

            assertThat(server.requests())
                    .hasSizeGreaterThanOrEqualTo(2 * PROBES)
                    .containsOnly(version + " .");
        }
    }

    /// Two servers with one key for tickets, as behind one VIP: what one has proven is not the other's.
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aSessionOfOneServerIsNotOfferedToAnother(String version) throws Exception {
        byte[] key = new byte[80];
        Arrays.fill(key, (byte) 7);
        Path file = Files.write(TRUST.directory().resolve("tickets"), key);
        TlsServer.Port port = new TlsServer.Port(
                443, version, TRUST.authority().issue(HOST, earlier, later), "ssl_session_ticket_key " + file + ";");
        var check = new ApplicationCheck.Http(true, "GET", "/", HOST, "200", true);
        try (TlsServer _ = TlsServer.start(NETWORK.far(), TRUST.directory(), port);
                TlsServer other = TlsServer.start(NETWORK.near(), TRUST.directory(), port)) {
            for (int i = 0; i < 3; i++) {
                assertThat(probe(true).detail()).isEqualTo("200 OK");
            }
            assertThat(NETWORK.next(Probing.http(ProbeNetwork.NEAR, ProbeNetwork.VIP, 443, check))
                            .detail())
                    .isEqualTo("200 OK");

            assertThat(other.requests()).as("requests to the second server").containsOnly(version + " .");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void certificateThatExpiresFailsTheNextProbe(String version) throws Exception {
        Instant end = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(4);
        try (TlsServer server = server(version, TRUST.authority().issue(HOST, earlier, end))) {
            assertThat(probe(true).detail()).isEqualTo("200 OK");

            Thread.sleep(Duration.between(Instant.now(), end.plusMillis(1_100)));
            ProbeResult result = probe(true);

            assertThat(result.detail()).isEqualTo("TLS: the certificate expired at " + end);
            assertThat(result.reply()).isEqualTo(Reply.UNEXPECTED);
            assertThat(server.requests()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theEndOfTheCertificateIsKept(boolean verify) throws Exception {
        TestAuthority.Issued certificate = TRUST.authority().issue(HOST, earlier, later);
        try (TlsServer _ = server("TLSv1.3", certificate)) {
            assertThat(probe(verify).certificate()).isEqualTo(new CertificateTimes(later, later));
        }
    }

    @Test
    void theFirstEndOfTheChainIsKept() throws Exception {
        TestAuthority between = TRUST.authority().below("Branch", earlier, tomorrow);
        try (TlsServer _ = server("TLSv1.2", between.issue(HOST, earlier, later))) {
            assertThat(probe(false).certificate()).isEqualTo(new CertificateTimes(later, tomorrow));
        }
    }

    @Test
    void expiredCertificateIsToldWithItsEnd() throws Exception {
        assertThat(refusal(TRUST.authority().issue(HOST, earlier, yesterday)))
                .isEqualTo("TLS: the certificate expired at " + yesterday);
    }

    @Test
    void certificateOfTheFutureIsToldWithItsBeginning() throws Exception {
        assertThat(refusal(TRUST.authority().issue(HOST, tomorrow, later)))
                .isEqualTo("TLS: the certificate is not valid before " + tomorrow);
    }

    @Test
    void selfSignedCertificateIsCalledSo() throws Exception {
        assertThat(refusal(TRUST.authority().selfSigned(HOST))).isEqualTo("TLS: the certificate is self-signed");
    }

    @Test
    void authorityThatIsNotTrustedIsNamed() throws Exception {
        TestAuthority other = new TestAuthority(TRUST.directory(), "Other Authority");

        assertThat(refusal(other.issue(HOST, earlier, later)))
                .isEqualTo(
                        "TLS: the certificate's authority CN=Other Authority is not trusted by the JDK of this host");
    }

    @Test
    void expiredCertificateOfAnUnknownAuthorityIsToldWithItsEnd() throws Exception {
        TestAuthority other = new TestAuthority(TRUST.directory(), "Forgotten Authority");

        assertThat(refusal(other.issue(HOST, earlier, yesterday)))
                .isEqualTo("TLS: the certificate expired at " + yesterday);
    }

    @Test
    void expiredCertificateOfAnAuthorityBetweenIsTold() throws Exception {
        TestAuthority between = TRUST.authority().below("Branch", earlier, yesterday);

        assertThat(refusal(between.issue(HOST, earlier, later)))
                .isEqualTo("TLS: the certificate of its authority CN=Branch expired at " + yesterday);
    }

    @Test
    void certificateForAnotherHostIsToldWithBothNames() throws Exception {
        assertThat(refusal(TRUST.authority().issue("www.example.com", earlier, later)))
                .isEqualTo("TLS: the certificate is for www.example.com, not for store.example.com");
    }

    private static String refusal(TestAuthority.Issued certificate) throws Exception {
        try (TlsServer _ = server("TLSv1.3", certificate)) {
            ProbeResult result = probe(true);
            assertThat(result.reply()).isEqualTo(Reply.UNEXPECTED);
            return result.detail();
        }
    }

    private static TlsServer server(String version, TestAuthority.Issued certificate) throws Exception {
        return TlsServer.start(NETWORK.far(), TRUST.directory(), new TlsServer.Port(443, version, certificate));
    }

    /// The first handshake loads classes for longer than a probe's timeout.
    private static ProbeResult probe(boolean verify) throws Exception {
        var check = new ApplicationCheck.Http(true, "GET", "/", HOST, "200", verify);
        ProbeResult result = NETWORK.next(Probing.http(ProbeNetwork.FAR, ProbeNetwork.VIP, 443, check));
        for (int more = 0; more < 5 && result.detail().contains("within"); more++) {
            result = NETWORK.next(Probing.http(ProbeNetwork.FAR, ProbeNetwork.VIP, 443, check));
        }
        return result;
    }
}
