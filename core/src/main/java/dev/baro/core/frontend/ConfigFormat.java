// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.frontend;

import dev.baro.core.config.TerminalPrompt;
import java.util.regex.Pattern;

/// The language of a configuration text.
public enum ConfigFormat {
    /// Baro's own form.
    YAML,
    /// The lines of a ServerIron ADX.
    SERVERIRON;

    private static final Pattern SERVERIRON_LINE = Pattern.compile("(?i)!.*|" + TerminalPrompt.PATTERN
            + ".*|serv?e?r?\\s+[^\\s:].*|ver(sion)?\\s+[0-9]+\\..*|(building|current) configuration.*"
            + "|conf(ig(ure)?)?\\s+t(erm(inal)?)?|sh(ow)?\\s+run.*");

    /// Checks the first meaningful line: only a ServerIron configuration begins with `server …`,
    /// `!` or a prompt. Everything else, including an empty text, goes to the YAML front end, which
    /// can report the errors.
    public static ConfigFormat detect(String text) {
        return text.lines()
                .map(line -> line.replace("\ufeff", "").strip())
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst()
                .filter(line -> SERVERIRON_LINE.matcher(line).matches())
                .map(_ -> SERVERIRON)
                .orElse(YAML);
    }
}
