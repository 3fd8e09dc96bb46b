// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import dev.baro.dataplane.forward.HashKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Random values, and values derived from the cluster's secret.
final class Secrets {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Secrets() {}

    static byte[] random(int bytes) {
        byte[] fresh = new byte[bytes];
        RANDOM.nextBytes(fresh);
        return fresh;
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /// A proof that this balancer knows the secret (RFC 2104). It is valid only for these words in this order.
    ///
    /// @param secret hexadecimal
    static String proof(String secret, String... words) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(HexFormat.of().parseHex(secret), "HmacSHA256"));
            return hex(mac.doFinal(String.join("\n", words).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    /// The text's digest, in 64 hexadecimal digits.
    static String digest(String text) {
        try {
            return hex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// Compares two texts. Every wrong text takes the same time to compare.
    static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    static String hex(HashKey key) {
        return hex(ByteBuffer.allocate(16)
                .putLong(key.first())
                .putLong(key.second())
                .array());
    }

    static HashKey hashKey(String hex) {
        ByteBuffer words = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
        return new HashKey(words.getLong(), words.getLong());
    }
}
