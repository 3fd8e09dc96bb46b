// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/// Creates a balancer's certificate, which only wraps its public key in the form that TLS requires
/// (RFC 5280, section 4.1). The JDK reads certificates but has no public API to create one. Peers
/// compare only the fingerprint.
final class SelfSigned {
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int UTF8_STRING = 0x0c;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int VERSION = 0xa0;

    /// The object identifier of ecdsa-with-SHA256, 1.2.840.10045.4.3.2 (RFC 5758, section 3.2).
    private static final byte[] ECDSA_SHA256 = HexFormat.of().parseHex("06082a8648ce3d040302");
    /// The object identifier of commonName, 2.5.4.3.
    private static final byte[] COMMON_NAME = HexFormat.of().parseHex("0603550403");
    /// The date that means no expiry, because a balancer's key does not expire (RFC 5280, section 4.1.2.5).
    private static final String NO_END = "99991231235959Z";

    private static final String BEGIN = "20200101000000Z";
    private static final int SERIAL_BITS = 120;

    private SelfSigned() {}

    /// @param keys a key pair on the curve P-256
    static X509Certificate of(KeyPair keys, String commonName) throws GeneralSecurityException {
        byte[] algorithm = node(SEQUENCE, ECDSA_SHA256);
        byte[] name = node(SEQUENCE, node(SET, node(SEQUENCE, COMMON_NAME, node(UTF8_STRING, bytes(commonName)))));
        byte[] toSign = node(
                SEQUENCE,
                node(VERSION, node(INTEGER, new byte[] {2})),
                node(
                        INTEGER,
                        new BigInteger(SERIAL_BITS, new SecureRandom())
                                .setBit(SERIAL_BITS)
                                .toByteArray()),
                algorithm,
                name,
                node(SEQUENCE, node(GENERALIZED_TIME, bytes(BEGIN)), node(GENERALIZED_TIME, bytes(NO_END))),
                name,
                keys.getPublic().getEncoded());
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(toSign);
        byte[] whole = node(SEQUENCE, toSign, algorithm, node(BIT_STRING, new byte[] {0}, signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// Encodes a tag, a length and the contents in DER (X.690, section 8.1).
    private static byte[] node(int tag, byte[]... contents) {
        ByteArrayOutputStream inside = new ByteArrayOutputStream();
        for (byte[] part : contents) {
            inside.writeBytes(part);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(tag);
        int length = inside.size();
        if (length >= 0x80) {
            byte[] digits = BigInteger.valueOf(length).toByteArray();
            int first = digits[0] == 0 ? 1 : 0;
            all.write(0x80 | digits.length - first);
            all.write(digits, first, digits.length - first);
        } else {
            all.write(length);
        }
        all.writeBytes(inside.toByteArray());
        return all.toByteArray();
    }
}
