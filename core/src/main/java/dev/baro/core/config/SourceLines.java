// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import java.util.List;

/// Splits a text into lines as YAML does (YAML 1.2 section 5.4).
public final class SourceLines {
    private SourceLines() {}

    /// @return at least one line; the last one is empty if the text ends with a line break
    public static List<String> split(String text) {
        return List.of(text.split("\r\n|\r|\n", -1));
    }
}
