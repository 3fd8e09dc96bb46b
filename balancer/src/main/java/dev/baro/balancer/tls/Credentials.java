// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.tls;

import dev.baro.core.config.Config;
import dev.baro.core.config.Problem;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.ApplicationCheck.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What the files of an HTTPS check hold, as they were when they were read.
///
/// @param authorities that alone are trusted; empty: those that the JDK trusts
/// @param key         makes what one probe shows of itself
public record Credentials(List<X509Certificate> authorities, Supplier<ClientKey> key) {
    public static final Credentials NONE = new Credentials(List.of(), ClientKey::none);

    /// What was read, and what is to be said of it.
    ///
    /// @param credentials empty where a problem is an error
    public record Tried(Optional<Credentials> credentials, List<FileProblem> problems) {}

    public Credentials {
        authorities = List.copyOf(authorities);
    }

    /// What a start with this configuration would say of the files, each once.
    public static List<FileProblem> problems(Config config) {
        return config.vips().stream()
                .flatMap(vip -> vip.ports().stream())
                .filter(port -> port.check() instanceof ApplicationCheck.Http)
                .map(port -> ((ApplicationCheck.Http) port.check()).files())
                .distinct()
                .flatMap(files -> read(files).problems().stream())
                .distinct()
                .toList();
    }

    /// Never waits: what is no regular file, such as a pipe, is not opened.
    public static Tried read(TlsFiles files) {
        List<FileProblem> problems = new ArrayList<>();
        List<X509Certificate> authorities = files.ca().isEmpty()
                ? List.of()
                : fit(new PemFile("ca", files.ca(), "the file of authorities")::certificates, problems)
                        .orElse(List.of());
        Supplier<ClientKey> key = files.certificate().isEmpty() ? ClientKey::none : client(files, problems);
        boolean unfit = problems.stream().anyMatch(it -> it.problem().severity() == Problem.Severity.ERROR);
        return new Tried(
                unfit ? Optional.empty() : Optional.of(new Credentials(authorities, key)), List.copyOf(problems));
    }

    /// Reads one file.
    private interface Reading<T> {
        T read() throws PemFile.UnfitException;
    }

    private static <T> Optional<T> fit(Reading<T> reading, List<FileProblem> problems) {
        try {
            return Optional.of(reading.read());
        } catch (PemFile.UnfitException e) {
            problems.add(e.problem());
            return Optional.empty();
        }
    }

    /// @throws GeneralSecurityException when this JDK has no such store
    KeyStore store() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("ca-" + i, authorities.get(i));
            }
            return store;
        } catch (IOException e) {
            throw new IllegalStateException("an empty store is read from nowhere", e);
        }
    }

    private static Supplier<ClientKey> client(TlsFiles files, List<FileProblem> problems) {
        Optional<List<X509Certificate>> chain =
                fit(new PemFile("certificate", files.certificate(), "the client certificate")::certificates, problems);
        Optional<PrivateKey> key =
                fit(new PemFile("key", files.key(), "the key of the client certificate")::privateKey, problems);
        if (chain.isEmpty() || key.isEmpty()) {
            return ClientKey::none;
        }
        judge(files, chain.get().getFirst(), key.get(), problems);
        return () -> ClientKey.of(chain.get(), key.get());
    }

    private static void judge(TlsFiles files, X509Certificate own, PrivateKey key, List<FileProblem> problems) {
        if (!belongs(key, own)) {
            problems.add(
                    FileProblem.error(
                            "key",
                            files.key(),
                            "the key " + files.key() + " does not belong to the client certificate "
                                    + files.certificate(),
                            "name the key that the certificate was made for, and the client's own certificate first in its file"));
        }
        CertificateRefusal.outOfDate(own)
                .map(trouble -> FileProblem.warning(
                        "certificate",
                        files.certificate(),
                        "the client certificate " + files.certificate() + " " + trouble,
                        "renew it, then type: baro apply"))
                .ifPresent(problems::add);
        if (readableByAll(Path.of(files.key()))) {
            problems.add(FileProblem.warning(
                    "key", files.key(), "every user can read the key " + files.key(), "chmod 600 " + files.key()));
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
            return false; // keys of two kinds
        }
    }

    private static boolean readableByAll(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException e) {
            return false; // it was read a moment ago
        }
    }
}
