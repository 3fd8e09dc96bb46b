// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A certificate authority out of openssl's commands.
public final class TestAuthority {
    /// A certificate chain and its key, both PEM.
    public record Issued(Path chain, Path key) {}

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final String SETTINGS = """
            [req]
            distinguished_name = none
            [none]
            [authority]
            basicConstraints = critical, CA:TRUE
            subjectKeyIdentifier = hash
            [ca]
            default_ca = one
            [one]
            dir = DIRECTORY
            database = DIRECTORY/index
            new_certs_dir = DIRECTORY
            certificate = DIRECTORY/ca.pem
            private_key = DIRECTORY/ca.key
            rand_serial = yes
            unique_subject = no
            default_md = sha256
            policy = any
            [any]
            commonName = supplied
            """;

    private final Path directory;

    /// @param name its common name
    public TestAuthority(Path parent, String name) throws IOException, InterruptedException {
        this(parent);
        selfSigned("ca", name, "-extensions", "authority");
    }

    private TestAuthority(Path parent) throws IOException {
        directory = Files.createTempDirectory(parent, "ca");
        Files.writeString(directory.resolve("index"), "");
        Files.writeString(directory.resolve("settings"), SETTINGS.replace("DIRECTORY", directory.toString()));
    }

    /// An authority whose own certificate this one has issued.
    TestAuthority below(String name, Instant from, Instant until) throws IOException, InterruptedException {
        TestAuthority lower = new TestAuthority(directory);
        Issued own = issue(name, "basicConstraints = critical, CA:TRUE", from, until);
        Files.copy(own.chain(), lower.directory.resolve("ca.pem"));
        Files.copy(own.key(), lower.directory.resolve("ca.key"));
        return lower;
    }

    /// Its own certificate, PEM.
    public Path certificate() {
        return directory.resolve("ca.pem");
    }

    /// A store in the JDK's format that trusts this authority alone.
    Path trustStore(String password) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(directory.resolve("ca.pem"))) {
            store.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        Path file = directory.resolve("trusted.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password.toCharArray());
        }
        return file;
    }

    Issued selfSigned(String host) throws IOException, InterruptedException {
        return selfSigned(host, host);
    }

    private Issued selfSigned(String file, String name, String... more) throws IOException, InterruptedException {
        Path chain = directory.resolve(file + ".pem");
        Path key = directory.resolve(file + ".key");
        openssl(List.of("req", "-x509", "-days", "30", "-out", chain.toString()), request(key, name), List.of(more));
        return new Issued(chain, key);
    }

    /// @param host also in the subject's alternative name
    public Issued issue(String host, Instant from, Instant until) throws IOException, InterruptedException {
        Issued issued = issue(host, "subjectAltName = DNS:" + host, from, until);
        Files.writeString(issued.chain(), Files.readString(directory.resolve("ca.pem")), StandardOpenOption.APPEND);
        return issued;
    }

    /// @param extension further ones of the certificate
    public Issued issue(String host, String extension) throws IOException, InterruptedException {
        return issue(
                host,
                "subjectAltName = DNS:" + host + "\n" + extension,
                Instant.now().minusSeconds(60),
                Instant.now().plusSeconds(86_400));
    }

    private Issued issue(String name, String extension, Instant from, Instant until)
            throws IOException, InterruptedException {
        Path own = Files.createTempDirectory(directory, "issued");
        Path chain = own.resolve("pem");
        Path key = own.resolve("key");
        Path asked = own.resolve("csr");
        Path extensions = own.resolve("extensions");
        Files.writeString(extensions, extension + "\n");
        openssl(List.of("req", "-out", asked.toString()), request(key, name), List.of());
        openssl(
                List.of("ca", "-batch", "-notext", "-in", asked.toString(), "-out", chain.toString()),
                List.of("-startdate", TIME.format(from), "-enddate", TIME.format(until)),
                List.of("-extfile", extensions.toString(), "-config", settings()));
        return new Issued(chain, key);
    }

    /// A key as another kind of PEM.
    ///
    /// @param options of `openssl pkey`
    public static Path convert(Path key, String... options) throws IOException, InterruptedException {
        Path out = Files.createTempFile(key.getParent(), "converted", ".key");
        openssl(List.of("pkey", "-in", key.toString()), List.of("-out", out.toString()), List.of(options));
        return out;
    }

    private List<String> request(Path key, String name) {
        return List.of(
                "-config",
                settings(),
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-keyout",
                key.toString(),
                "-subj",
                "/CN=" + name);
    }

    private String settings() {
        return directory.resolve("settings").toString();
    }

    private static void openssl(List<String> first, List<String> second, List<String> third)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Stream.of(List.of("openssl"), first, second, third)
                        .flatMap(List::stream)
                        .toList())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException("openssl: " + said);
        }
    }
}
