// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.command;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "undo",
        description = "Undo exactly the changes of apply: its rules, the VIPs it added, the sysctls it changed.",
        mixinStandardHelpOptions = true)
public final class UndoCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private StateOptions state = new StateOptions();

    @Option(
            names = {"-n", "--dry-run"},
            description = "Print the commands without running them.")
    private boolean dryRun;

    @Override
    public Integer call() throws Exception {
        state.agent(
                        Objects.requireNonNull(spec, "picocli sets it")
                                .commandLine()
                                .getOut(),
                        dryRun)
                .undo();
        return 0;
    }
}
