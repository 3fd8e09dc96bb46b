// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.frontend;

/// In which of the two languages a configuration text is written.
public enum ConfigFormat {
    /// Baro's own form.
    YAML,
    /// The lines of a ServerIron ADX.
    SERVERIRON;

    /// Looks at the first line that says something: `server …` and `!` begin only a ServerIron text. Everything else,
    /// an empty text too, is left to the YAML front end, which can say what is wrong with it.
    public static ConfigFormat detect(String text) {
        return text.lines()
                .map(line -> line.replace("\ufeff", "").strip())
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst()
                .filter(line -> line.matches("(?i)!.*|server\\s+[^\\s:].*"))
                .map(_ -> SERVERIRON)
                .orElse(YAML);
    }
}
