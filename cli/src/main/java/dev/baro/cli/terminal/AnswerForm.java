// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.terminal;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// The form of an answer. Not every verb supports every form.
public enum AnswerForm {
    /// People, on 80 columns. It may change.
    TABLE,
    /// People with a wide terminal. It may change.
    WIDE,
    /// Programs. It is part of the interface.
    JSON,
    /// The same as JSON, for people and programs that prefer it.
    YAML,
    /// A shell: names, one on a line.
    NAME,
    /// Programs that read `ipvsadm -Ln`.
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
