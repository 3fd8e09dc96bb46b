// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.terminal;

import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Colours output, or leaves it plain.
public record Paint(boolean coloured) {

    /// When to use colour.
    enum Choice {
        AUTO,
        ALWAYS,
        NEVER
    }

    /// The meaning of a piece of text, which determines its colour.
    public enum Tone {
        PLAIN(""),
        HEADING("1"),
        GOOD("32"),
        DOUBTFUL("33"),
        BAD("1;31");

        private final String code;

        Tone(String code) {
            this.code = code;
        }
    }

    /// Paints on a terminal unless `NO_COLOR` is set (no-color.org) or the terminal is dumb; an
    /// explicit choice overrides both.
    static Paint of(Choice choice, boolean interactive, Map<String, String> environment) {
        boolean welcome = interactive
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(environment.get("TERM"));
        return new Paint(
                switch (choice) {
                    case AUTO -> welcome;
                    case ALWAYS -> true;
                    case NEVER -> false;
                });
    }

    public String paint(Tone tone, String text) {
        return coloured && tone != Tone.PLAIN ? "\u001b[" + tone.code + "m" + text + "\u001b[0m" : text;
    }

    static final class ChoiceConverter implements ITypeConverter<Choice> {
        @Override
        public Choice convert(String word) {
            return switch (word.toLowerCase(Locale.ROOT)) {
                case "auto" -> Choice.AUTO;
                case "always" -> Choice.ALWAYS;
                case "never" -> Choice.NEVER;
                default -> throw new TypeConversionException("expected auto, always or never but was " + word);
            };
        }
    }
}
