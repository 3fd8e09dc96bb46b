// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import dev.baro.dataplane.kernel.RegularFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.HexFormat;

/// This balancer's key and certificate, in a file that only root can read.
record Identity(KeyStore keys) {
    /// A key store must have a password, but what protects the key is the file's mode.
    static final char[] PASSWORD = "baro-peer".toCharArray();

    private static final String ALIAS = "balancer";
    private static final int MAX_BYTES = 64 * 1024;

    /// Reads the identity from the file, or creates it.
    ///
    /// @param directory a directory that only its owner may read
    /// @throws IOException if the file can be neither read nor written
    static Identity in(Path directory, String name) throws IOException {
        Path file = directory.resolve("identity.p12");
        try {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            if (Files.exists(file)) {
                keys.load(new ByteArrayInputStream(RegularFile.bytes(file, MAX_BYTES)), PASSWORD);
                return new Identity(keys);
            }
            Identity fresh = make(name);
            fresh.save(file);
            return fresh;
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use the key in " + file + ": " + e.getMessage(), e);
        }
    }

    static Identity make(String name) throws GeneralSecurityException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        X509Certificate certificate = SelfSigned.of(pair, name);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, PASSWORD);
        PrivateKey secret = pair.getPrivate();
        keys.setKeyEntry(ALIAS, secret, PASSWORD, new Certificate[] {certificate});
        return new Identity(keys);
    }

    String fingerprint() {
        try {
            return fingerprint(keys.getCertificate(ALIAS));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key store that was loaded has its certificate", e);
        }
    }

    /// The certificate's SHA-256, in 64 hexadecimal digits.
    static String fingerprint(Certificate certificate) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    }

    private void save(Path file) throws IOException, GeneralSecurityException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        keys.store(bytes, PASSWORD);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, bytes.toByteArray());
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
