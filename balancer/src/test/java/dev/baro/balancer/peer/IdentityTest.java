// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {
    @TempDir
    private Path directory;

    @Test
    void itsCertificateIsOneThatTheJdkReadsAndVerifies() throws Exception {
        Identity identity = Identity.make("lb-a1");

        X509Certificate certificate = (X509Certificate) identity.keys().getCertificate("balancer");

        certificate.verify(certificate.getPublicKey());
        certificate.checkValidity();
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=lb-a1");
        assertThat(certificate.getVersion()).isEqualTo(3);
    }

    @Test
    void staysTheSameOverARestart() throws Exception {
        Identity before = Identity.in(directory, "lb-a1");

        assertThat(Identity.in(directory, "lb-a1").fingerprint()).isEqualTo(before.fingerprint());
    }
}
