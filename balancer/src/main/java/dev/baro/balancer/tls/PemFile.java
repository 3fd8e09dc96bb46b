// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.tls;

import dev.baro.dataplane.kernel.RegularFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// A PEM file (RFC 7468), read completely. Failures are reported as sentences for the operator.
final class PemFile {
    /// The maximum size, which is ample: the bundle of all public authorities takes 250 kB.
    private static final int MAX_BYTES = 1 << 20;

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PKCS8 = "PRIVATE KEY";

    /// The types of keys that TLS clients can use.
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");

    private final String key;
    private final String file;
    private final String what;

    /// Thrown when the file cannot be used.
    static final class UnfitException extends Exception {
        private static final long serialVersionUID = 1;
        private final transient FileProblem problem;

        UnfitException(FileProblem problem) {
            super(problem.problem().what());
            this.problem = problem;
        }

        FileProblem problem() {
            return problem;
        }
    }

    /// @param key  the configuration's key that names the file
    /// @param what a description for human readers
    PemFile(String key, String file, String what) {
        this.key = key;
        this.file = file;
        this.what = what;
    }

    /// @return the certificates, at least one
    List<X509Certificate> certificates() throws UnfitException {
        List<MatchResult> blocks = blocks(text());
        List<String> found = blocks.stream()
                .filter(block -> block.group(1).equals(CERTIFICATE))
                .map(MatchResult::group)
                .toList();
        if (found.isEmpty()) {
            throw unfit(
                    "has no PEM certificate",
                    "use a file with -----BEGIN CERTIFICATE-----; to convert DER: openssl x509 -inform DER -in " + file
                            + " -out FILE.pem");
        }
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(
                            new ByteArrayInputStream(String.join("\n", found).getBytes(StandardCharsets.US_ASCII)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException e) {
            throw unfit(
                    "has a certificate that cannot be read",
                    "openssl x509 -noout -text -in " + file + " shows details");
        }
    }

    PrivateKey privateKey() throws UnfitException {
        Optional<MatchResult> block = blocks(text()).stream()
                .filter(it -> it.group(1).endsWith(PKCS8))
                .findFirst();
        if (block.isEmpty()) {
            throw unfit("has no PEM private key", "use a file with -----BEGIN PRIVATE KEY-----");
        }
        String convert = "openssl pkey -in " + file + " -out FILE, with FILE readable only by root, and name FILE";
        String kind = block.get().group(1);
        if (kind.equals("ENCRYPTED " + PKCS8)) {
            throw unfit("is encrypted, but a daemon cannot ask for its password", convert);
        }
        if (!kind.equals(PKCS8)) {
            throw unfit("is not in PKCS#8 but begins with -----BEGIN " + kind + "-----", convert);
        }
        byte[] encoded;
        try {
            encoded = Base64.getMimeDecoder().decode(block.get().group(2));
        } catch (IllegalArgumentException e) {
            throw unfit("has a private key that cannot be read", "openssl pkey -noout -in " + file + " shows details");
        }
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (GeneralSecurityException e) {
                // The key is for another algorithm, so the next one is tried.
            }
        }
        throw unfit(
                "has a private key that is not EC, RSA or Ed25519",
                "openssl pkey -noout -text -in " + file + " shows its type");
    }

    private String text() throws UnfitException {
        if (!Files.exists(Path.of(file))) {
            throw new UnfitException(FileProblem.error(
                    key, file, "cannot read " + what + " " + file + ": no such file", "name an existing PEM file"));
        }
        try {
            return new String(RegularFile.bytes(Path.of(file), MAX_BYTES), StandardCharsets.ISO_8859_1);
        } catch (AccessDeniedException e) {
            throw new UnfitException(FileProblem.error(
                    key,
                    file,
                    "cannot read " + what + " " + file + ": permission denied",
                    "chown root " + file + " && chmod 600 " + file));
        } catch (IOException e) {
            throw new UnfitException(FileProblem.error(
                    key, file, "cannot read " + what + " " + file + ": " + e.getMessage(), "name a PEM file"));
        }
    }

    private static List<MatchResult> blocks(String text) {
        return BLOCK.matcher(text).results().toList();
    }

    private UnfitException unfit(String trouble, String fix) {
        return new UnfitException(FileProblem.error(key, file, what + " " + file + " " + trouble, fix));
    }
}
