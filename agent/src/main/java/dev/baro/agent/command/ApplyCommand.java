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
        name = "apply",
        description = {
            "Make this server answer for its VIPs. It is safe to repeat; the server is never without rules.",
            "VIPs that an earlier apply added and that are no longer configured are removed.",
            "Without --config, --vip and a default file, it reapplies the last configuration."
        },
        mixinStandardHelpOptions = true)
public final class ApplyCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private SourceOptions config = new SourceOptions();

    @Mixin
    private StateOptions state = new StateOptions();

    @Option(
            names = {"-n", "--dry-run"},
            description = "Print the commands without running them.")
    private boolean dryRun;

    @Override
    public Integer call() throws Exception {
        SourceOptions.Chosen chosen = config.chosenOrLast(state.memoryFile());
        state.agent(
                        Objects.requireNonNull(spec, "picocli sets it")
                                .commandLine()
                                .getOut(),
                        dryRun)
                .apply(chosen.config(), chosen.source());
        return 0;
    }
}
