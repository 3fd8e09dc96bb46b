// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.terminal;

import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/// The option for the form of an answer.
public final class OutputOption {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            converter = AnswerForm.Converter.class,
            description = "table or json; some verbs also have wide, yaml, name or ipvsadm")
    private AnswerForm form = AnswerForm.TABLE;

    public AnswerForm form() {
        return form;
    }

    /// @throws OperatorException when the answer has no such form
    public List<String> lines(Forms forms) {
        return Optional.ofNullable(forms.all().get(form))
                .map(Supplier::get)
                .orElseThrow(() -> unknown(forms.all().keySet()));
    }

    /// @throws OperatorException when the answer has no such form
    public void print(Terminal terminal, Forms forms) {
        lines(forms).forEach(terminal.out()::println);
    }

    /// The format of an answer that supports only the two basic formats.
    ///
    /// @throws OperatorException if another form was requested
    public OutputFormat format() {
        return switch (form) {
            case TABLE -> OutputFormat.TABLE;
            case JSON -> OutputFormat.JSON;
            case WIDE, YAML, NAME, IPVSADM -> throw unknown(List.of(AnswerForm.TABLE, AnswerForm.JSON));
        };
    }

    private OperatorException unknown(Collection<AnswerForm> known) {
        return new OperatorException(
                ExitCode.USAGE,
                "baro: this output has no form " + form.word() + "; it has "
                        + known.stream().map(AnswerForm::word).collect(Collectors.joining(", ")));
    }
}
