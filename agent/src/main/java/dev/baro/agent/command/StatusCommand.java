// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.command;

import dev.baro.agent.config.AgentConfig;
import dev.baro.agent.status.Status;
import dev.baro.agent.status.StatusText;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        description = {
            "Show the state of this server's VIPs: started, stopped or partial. Exits with 0 if all are started.",
            "Without --config, --vip and a default file, it shows the last applied configuration."
        },
        mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {
    enum Output {
        TABLE,
        JSON
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private SourceOptions config = new SourceOptions();

    @Mixin
    private StateOptions state = new StateOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "table or json (default: table).")
    private Output output = Output.TABLE;

    @Override
    public Integer call() {
        PrintWriter out =
                Objects.requireNonNull(spec, "picocli sets it").commandLine().getOut();
        AgentConfig wanted = config.chosen()
                .map(SourceOptions.Chosen::config)
                .or(() -> state.memoryFile().read().appliedConfig())
                .orElseThrow(() -> new OperatorException(
                        ExitCode.FAILED,
                        "nothing is applied here and there is no " + SourceOptions.DEFAULT_FILE
                                + ": run baro agent apply"));
        Status status = state.agent(out, false).status(wanted);
        out.print(
                switch (output) {
                    case TABLE -> StatusText.table(status);
                    case JSON -> StatusText.json(status);
                });
        out.flush();
        return status.allStarted() ? 0 : ExitCode.FAILED;
    }
}
