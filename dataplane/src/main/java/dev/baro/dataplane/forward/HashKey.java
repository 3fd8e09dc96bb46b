// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/// The key of the flow hash. Balancers with the same key send a flow without a session to the same real server,
/// and attackers without the key cannot target a particular server.
public record HashKey(long first, long second) {
    private static final byte[] PURPOSE = "baro flow hash".getBytes(StandardCharsets.US_ASCII);

    /// A random key.
    public static HashKey random() {
        SecureRandom random = new SecureRandom();
        return new HashKey(random.nextLong(), random.nextLong());
    }

    /// @return the first half of a SHA-256, the same for the same secret on every host
    public static HashKey of(byte[] secret) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(PURPOSE);
            ByteBuffer words = ByteBuffer.wrap(digest.digest(secret));
            return new HashKey(words.getLong(), words.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// A number that differs between keys and reveals nothing about them.
    public long digest() {
        ByteBuffer words = ByteBuffer.allocate(2 * Long.BYTES).putLong(first).putLong(second);
        return of(words.array()).first;
    }

    /// Omits the key, which must not appear in logs.
    @Override
    public String toString() {
        return "HashKey[]";
    }
}
