// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/// Applies the gzip content coding (RFC 9110 section 8.4.1.3) for clients that accept it.
public final class Gzip {
    public static final String NAME = "gzip";

    private static final Pattern COMMA = Pattern.compile(",");

    /// By RFC 9110 section 12.4.2, a weight of 0 means that the coding is not acceptable.
    private static final Pattern ACCEPTED =
            Pattern.compile("(gzip|\\*)(\\s*;\\s*q\\s*=\\s*(1(\\.0*)?|0\\.0*[1-9]\\d*))?");

    private Gzip() {}

    /// @param codings the value of `Accept-Encoding`; may be empty
    public static boolean isAccepted(String codings) {
        return COMMA.splitAsStream(codings.toLowerCase(Locale.ROOT))
                .anyMatch(coding -> ACCEPTED.matcher(coding.strip()).matches());
    }

    public static byte[] packed(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("write to memory", e);
        }
        return packed.toByteArray();
    }
}
