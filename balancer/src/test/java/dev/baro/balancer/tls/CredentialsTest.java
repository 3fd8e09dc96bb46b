// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.probe.TestAuthority;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.ApplicationCheck.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files in PEM as openssl writes them.
class CredentialsTest {
    @TempDir
    private Path directory;

    private TestAuthority authority;
    private TestAuthority.Issued client;

    @BeforeEach
    void issue() throws Exception {
        authority = new TestAuthority(directory, "Authority");
        client = authority.issue("probe", "extendedKeyUsage = clientAuth");
    }

    @Test
    void filesThatBelongTogetherAreNoProblem() {
        Credentials.Tried tried = read(authority.certificate(), client.chain(), client.key());

        assertThat(tried.problems()).isEmpty();
        assertThat(tried.credentials().orElseThrow().authorities()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "ED25519"})
    void otherKindsOfKeysAreRead(String kind) throws Exception {
        Path key = directory.resolve("key");
        Path own = directory.resolve("own.pem");
        run(
                "openssl", "req", "-x509", "-newkey", kind, "-nodes", "-subj", "/CN=x", "-keyout", key + "", "-out",
                own + "");

        assertThat(read(authority.certificate(), own, key).problems()).isEmpty();
    }

    @Test
    void aMissingFileIsNamed() {
        assertThat(texts(read(directory.resolve("no"), client.chain(), client.key())))
                .containsExactly("ca: cannot read the file of authorities " + directory + "/no: no such file | name an"
                        + " existing PEM file");
    }

    @Test
    void aDirectoryIsNoFile() {
        assertThat(texts(read(directory, client.chain(), client.key())))
                .containsExactly("ca: cannot read the file of authorities " + directory
                        + ": it is a directory, not a regular file | name a PEM file");
    }

    @Test
    void aKeyIsNoCertificate() {
        assertThat(texts(read(client.key(), client.chain(), client.key())))
                .containsExactly("ca: the file of authorities " + client.key()
                        + " has no PEM certificate | use a file with"
                        + " -----BEGIN CERTIFICATE-----; to convert DER: openssl x509 -inform DER -in " + client.key()
                        + " -out FILE.pem");
    }

    @Test
    void aCertificateOfNonsenseIsNone() throws IOException {
        Path bad = Files.writeString(
                directory.resolve("bad.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");

        assertThat(texts(read(bad, client.chain(), client.key())))
                .containsExactly(
                        "ca: the file of authorities " + bad + " has a certificate that cannot be read | openssl x509"
                                + " -noout -text -in " + bad + " shows details");
    }

    @Test
    void anOldFormOfKeyIsToldWithTheConversion() throws Exception {
        Path old = TestAuthority.convert(client.key(), "-traditional");

        assertThat(texts(read(authority.certificate(), client.chain(), old)))
                .containsExactly("key: the key of the client certificate " + old
                        + " is not in PKCS#8 but begins with -----BEGIN EC PRIVATE KEY----- | openssl pkey -in " + old
                        + " -out FILE, with FILE readable only by root, and name FILE");
    }

    @Test
    void anEncryptedKeyIsToldWithTheConversion() throws Exception {
        Path secret = TestAuthority.convert(client.key(), "-aes128", "-passout", "pass:changeit");

        assertThat(texts(read(authority.certificate(), client.chain(), secret)))
                .containsExactly("key: the key of the client certificate " + secret
                        + " is encrypted, but a daemon cannot ask for its password | openssl pkey -in " + secret
                        + " -out FILE, with FILE readable only by root, and name FILE");
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() throws Exception {
        Path other = authority.issue("other", "").key();

        assertThat(texts(read(authority.certificate(), client.chain(), other)))
                .containsExactly("key: the key " + other + " does not belong to the client certificate "
                        + client.chain() + " | name the key for which the certificate was issued, and put that"
                        + " certificate first in its file");
    }

    @Test
    void aCertificateThatHasExpiredAndAnOpenKeyAreWarnings() throws Exception {
        Instant end = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofDays(1));
        TestAuthority.Issued old = authority.issue("old", end.minus(Duration.ofDays(1)), end);
        Files.setPosixFilePermissions(old.key(), PosixFilePermissions.fromString("rw-r--r--"));

        Credentials.Tried tried = read(authority.certificate(), old.chain(), old.key());

        assertThat(tried.credentials()).isPresent();
        assertThat(texts(tried))
                .containsExactly(
                        "certificate: the client certificate " + old.chain() + " expired at " + end
                                + " | renew it, then type: baro apply",
                        "key: every user can read the key " + old.key() + " | chmod 600 " + old.key());
    }

    @Test
    void whatAFileHeldStaysInUseWhenItHoldsNothingAnyMore() throws IOException {
        Path ca = Files.copy(authority.certificate(), directory.resolve("changing.pem"));
        TlsFiles files = new TlsFiles(ca.toString(), "", "");
        var check = new ApplicationCheck.Http(true, "GET", "/", "a.example", "200", true, List.of(), "", files);
        TlsClient early = new TlsClient();
        early.read(List.of(files));

        Files.writeString(ca, "nothing");
        early.read(List.of(files));
        TlsClient late = new TlsClient();
        late.read(List.of(files));

        assertThat(early.trouble(check)).isEmpty();
        assertThat(late.trouble(check)).isEqualTo("the file of authorities " + ca + " has no PEM certificate");
    }

    private static Credentials.Tried read(Path ca, Path certificate, Path key) {
        return Credentials.read(new TlsFiles(ca.toString(), certificate.toString(), key.toString()));
    }

    private static List<String> texts(Credentials.Tried tried) {
        return tried.problems().stream()
                .map(it -> it.key() + ": " + it.problem().what() + " | "
                        + it.problem().fix())
                .toList();
    }

    private static void run(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).isZero();
    }
}
