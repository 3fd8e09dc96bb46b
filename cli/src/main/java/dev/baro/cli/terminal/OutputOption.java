// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.terminal;

import picocli.CommandLine.Option;

/// For whom an answer is.
public final class OutputOption {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            converter = OutputFormat.Converter.class,
            description = "table or json")
    private OutputFormat format = OutputFormat.TABLE;

    public OutputFormat format() {
        return format;
    }
}
