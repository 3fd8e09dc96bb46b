// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.health.ProbeResult;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.ApplicationCheck.TlsFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A real TLS server of a private authority, which insists on a certificate of its clients.
@Tag("program")
class CredentialProbeTest {
    private static final String HOST = "store.example.com";
    private static final int PORT = 443;

    @RegisterExtension
    private static final ProbedNetwork NETWORK = new ProbedNetwork("creds");

    @TempDir
    private static Path directory;

    private TestAuthority authority;
    private TestAuthority.Issued client;
    private TestAuthority.Issued stranger;
    private TestAuthority.Issued certificate;

    @BeforeEach
    void issue() throws Exception {
        authority = new TestAuthority(directory, "Private Authority");
        certificate = authority.issue(HOST, "");
        client = authority.issue("probe", "extendedKeyUsage = clientAuth");
        stranger = new TestAuthority(directory, "Other Authority").issue("probe", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void bothSidesTrustThePrivateAuthority(String version) throws Exception {
        try (TlsServer _ = insisting(version)) {
            assertThat(probe(files(authority.certificate(), client)).detail()).isEqualTo("200 OK");
        }
    }

    @Test
    void withoutTheFileTheAuthorityIsNotTrusted() throws Exception {
        try (TlsServer _ = insisting("TLSv1.3")) {
            assertThat(probe(new TlsFiles("", client.chain() + "", client.key() + ""))
                            .detail())
                    .isEqualTo("TLS: the certificate's authority CN=Private Authority is not trusted by the JDK of this"
                            + " host");
        }
    }

    @Test
    void theFileOfAnotherAuthorityIsNamed() throws Exception {
        Path other = new TestAuthority(directory, "Third Authority").certificate();
        try (TlsServer _ = insisting("TLSv1.3")) {
            assertThat(probe(files(other, client)).detail())
                    .isEqualTo("TLS: the certificate's authority CN=Private Authority is not trusted in " + other);
        }
    }

    @Test
    void aClientOfAnotherAuthorityIsShownAndRefused() throws Exception {
        try (TlsServer _ = insisting("TLSv1.3")) {
            assertThat(probe(files(authority.certificate(), stranger)).detail())
                    .isEqualTo("400 Bad Request, expected 200");
        }
    }

    /// Each apply tells the prober what to probe.
    @Test
    void aChangedFileIsReadAgain() throws Exception {
        Path trusted = Files.copy(
                new TestAuthority(directory, "Old Authority").certificate(), directory.resolve("trusted.pem"));
        try (TlsServer _ = insisting("TLSv1.3")) {
            assertThat(probe(files(trusted, client)).detail())
                    .isEqualTo("TLS: the certificate's authority CN=Private Authority is not trusted in " + trusted);

            Files.copy(authority.certificate(), trusted, StandardCopyOption.REPLACE_EXISTING);

            assertThat(probe(files(trusted, client)).detail()).isEqualTo("200 OK");
        }
    }

    private TlsServer insisting(String version) throws Exception {
        String ask = "ssl_verify_client on; ssl_client_certificate %s;".formatted(authority.certificate());
        return TlsServer.start(NETWORK.far(), directory, new TlsServer.Port(PORT, version, certificate, ask));
    }

    private static TlsFiles files(Path ca, TestAuthority.Issued client) {
        return new TlsFiles(
                ca.toString(), client.chain().toString(), client.key().toString());
    }

    /// The first handshake loads classes for longer than a probe's timeout.
    private static ProbeResult probe(TlsFiles files) throws Exception {
        var check = new ApplicationCheck.Http(true, "GET", "/", HOST, "200", true, List.of(), "", files);
        ProbeResult result = NETWORK.next(Probing.http(ProbeNetwork.FAR, ProbeNetwork.VIP, PORT, check));
        for (int more = 0; more < 5 && result.detail().contains("within"); more++) {
            result = NETWORK.next(Probing.http(ProbeNetwork.FAR, ProbeNetwork.VIP, PORT, check));
        }
        return result;
    }
}
