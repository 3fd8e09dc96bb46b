// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.dscp;

import dev.baro.cli.terminal.OutputFormat;
import dev.baro.cli.terminal.OutputOption;
import dev.baro.cli.terminal.SourceText;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import dev.baro.core.dscp.MarkedVip;
import dev.baro.core.frontend.VipMarks;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// The files whose marks a verb examines, and the output format.
final class DscpFiles {
    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "YAML or ServerIron files, one for each cluster that shares servers; - is the standard input;"
                    + " default: "
                    + SourceText.DEFAULT_FILE)
    private List<String> files = new ArrayList<>();

    @Mixin
    private OutputOption output = new OutputOption();

    OutputFormat output() {
        return output.format();
    }

    List<String> names() {
        return files.isEmpty() ? List.of(SourceText.DEFAULT_FILE) : List.copyOf(files);
    }

    boolean areNamed() {
        return !files.isEmpty();
    }

    /// The VIPs of all files, in the order of the files.
    List<MarkedVip> vips() {
        List<MarkedVip> vips = new ArrayList<>();
        for (String file : names()) {
            SourceText source = SourceText.read(file);
            VipMarks marks = VipMarks.read(source.name(), source.text());
            if (!marks.problems().isEmpty()) {
                throw new OperatorException(ExitCode.CONFIG_INVALID, source.render(marks.problems()));
            }
            vips.addAll(marks.vips());
        }
        return List.copyOf(vips);
    }
}
