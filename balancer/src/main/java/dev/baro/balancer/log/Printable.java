// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.log;

import java.nio.charset.StandardCharsets;

/// Makes data from a server safe to print on one line of a terminal.
public final class Printable {
    private static final int LONGEST = 80;

    private Printable() {}

    /// Replaces all characters except printable ASCII with dots.
    public static String of(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(LONGEST, text.length()); i++) {
            char c = text.charAt(i);
            shown.append(c >= ' ' && c < 0x7f ? c : '.');
        }
        return text.length() > LONGEST ? shown + "..." : shown.toString();
    }

    public static String of(byte[] bytes) {
        return of(new String(bytes, StandardCharsets.ISO_8859_1));
    }
}
