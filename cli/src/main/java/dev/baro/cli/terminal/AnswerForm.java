// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.terminal;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// The form of an answer. Not every verb supports every form.
public enum AnswerForm {
    /// A table for people, 80 columns wide. Its layout may change.
    TABLE,
    /// A table for people with a wide terminal. Its layout may change.
    WIDE,
    /// JSON for programs. Its structure is part of the interface.
    JSON,
    /// The same content as the JSON, but in YAML, for people and programs that prefer it.
    YAML,
    /// Names for use in a shell, one per line.
    NAME,
    /// A form for programs that read the output of `ipvsadm -Ln`.
    IPVSADM;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static String words() {
        return Arrays.stream(values()).map(AnswerForm::word).collect(Collectors.joining(", "));
    }

    public static final class Converter implements ITypeConverter<AnswerForm> {
        @Override
        public AnswerForm convert(String word) {
            return Arrays.stream(values())
                    .filter(form -> form.word().equals(word.toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("expected one of " + words() + " but was " + word));
        }
    }
}
