// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.config;

import dev.baro.cli.terminal.BaroCommand;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "import",
        description = "Convert the configuration of another load balancer to YAML.",
        synopsisSubcommandLabel = "FORMAT")
public final class ImportCommand implements Runnable {
    @ParentCommand
    private @Nullable BaroCommand baro;

    @Spec
    private @Nullable CommandSpec spec;

    BaroCommand baro() {
        return java.util.Objects.requireNonNull(baro);
    }

    @Override
    public void run() {
        CommandSpec self = java.util.Objects.requireNonNull(spec);
        throw new ParameterException(self.commandLine(), "the format is missing: serveriron");
    }
}
