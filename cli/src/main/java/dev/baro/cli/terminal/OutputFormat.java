// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.terminal;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// For whom an answer is.
public enum OutputFormat {
    /// People. The form may change.
    TABLE,
    /// Programs. The form is part of the interface.
    JSON;

    public static final class Converter implements ITypeConverter<OutputFormat> {
        @Override
        public OutputFormat convert(String word) {
            return switch (word.toLowerCase(Locale.ROOT)) {
                case "table" -> TABLE;
                case "json" -> JSON;
                default -> throw new TypeConversionException("expected table or json but was " + word);
            };
        }
    }
}
