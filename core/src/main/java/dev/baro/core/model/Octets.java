// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// A sequence of bytes as a value. Its text has the form used in the configuration: plain text, or `hex:` and
/// digits if the bytes are not printable ASCII or the text would itself begin with `hex:`.
///
/// @param hex the lower-case digits, two for each byte; may be empty
public record Octets(String hex) {
    public static final Octets NONE = new Octets("");

    /// The prefix of hex digits.
    public static final String HEX_PREFIX = "hex:";

    public Octets {
        if (!hex.matches("([0-9a-f]{2})*")) {
            throw new IllegalArgumentException("not pairs of lower-case hex digits: " + hex);
        }
    }

    /// Reads `hex:00ff`, with optional spaces or colons between the pairs; any other text stands
    /// for its UTF-8 bytes.
    ///
    /// @throws IllegalArgumentException if `hex:` is followed by anything but pairs of hex digits
    public static Octets parse(String text) {
        if (!text.startsWith(HEX_PREFIX)) {
            return new Octets(HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)));
        }
        String digits = text.substring(HEX_PREFIX.length()).replaceAll("[ :]", "");
        return new Octets(digits.toLowerCase(java.util.Locale.ROOT));
    }

    public boolean isEmpty() {
        return hex.isEmpty();
    }

    /// @return a fresh array
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /// The form that [#parse(String)] accepts.
    @Override
    public String toString() {
        String text = new String(bytes(), StandardCharsets.UTF_8);
        boolean plain = text.matches("[ -~]*") && !text.startsWith(HEX_PREFIX);
        return plain ? text : HEX_PREFIX + hex;
    }
}
