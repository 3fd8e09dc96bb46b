// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.tls;

import dev.baro.core.config.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// This host's certificate for a handshake, and the private key, from two files.
///
/// @param chain the certificates, starting with the host's own
record OwnCertificate(List<X509Certificate> chain, PrivateKey key) {
    OwnCertificate {
        chain = List.copyOf(chain);
    }

    /// @param what     a description of the certificate for human readers
    /// @param problems receives the problems with the files
    /// @return the certificate; empty if one of the files is unusable
    static Optional<OwnCertificate> read(String certificate, String key, String what, List<FileProblem> problems) {
        Optional<List<X509Certificate>> chain =
                fit(new PemFile("certificate", certificate, "the " + what)::certificates, problems);
        Optional<PrivateKey> read = fit(new PemFile("key", key, "the key of the " + what)::privateKey, problems);
        if (chain.isEmpty() || read.isEmpty()) {
            return Optional.empty();
        }
        judge(certificate, key, what, new OwnCertificate(chain.get(), read.get()), problems);
        return Optional.of(new OwnCertificate(chain.get(), read.get()));
    }

    /// Reads one file.
    interface Reading<T> {
        T read() throws PemFile.UnfitException;
    }

    static <T> Optional<T> fit(Reading<T> reading, List<FileProblem> problems) {
        try {
            return Optional.of(reading.read());
        } catch (PemFile.UnfitException e) {
            problems.add(e.problem());
            return Optional.empty();
        }
    }

    private static void judge(
            String certificate, String key, String what, OwnCertificate read, List<FileProblem> problems) {
        X509Certificate own = read.chain().getFirst();
        if (!belongs(read.key(), own)) {
            problems.add(FileProblem.error(
                    "key",
                    key,
                    "the key " + key + " does not belong to the " + what + " " + certificate,
                    "name the key for which the certificate was issued, and put that certificate first in its file"));
        }
        CertificateRefusal.outOfDate(own)
                .map(trouble -> FileProblem.warning(
                        "certificate",
                        certificate,
                        "the " + what + " " + certificate + " " + trouble,
                        "renew it, then type: baro apply"))
                .ifPresent(problems::add);
        if (readableByAll(Path.of(key))) {
            problems.add(FileProblem.warning("key", key, "every user can read the key " + key, "chmod 600 " + key));
        }
    }

    private static boolean belongs(PrivateKey key, X509Certificate own) {
        String algorithm = switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm();
        };
        byte[] text = {1, 2, 3};
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(own.getPublicKey());
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // the keys are of different kinds, so they do not match
        }
    }

    private static boolean readableByAll(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException e) {
            return false; // unlikely: the certificate was read a moment ago
        }
    }

    static boolean isUnfit(List<FileProblem> problems) {
        return problems.stream().anyMatch(it -> it.problem().severity() == Problem.Severity.ERROR);
    }
}
