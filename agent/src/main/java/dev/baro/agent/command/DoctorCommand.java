// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.command;

import dev.baro.agent.doctor.Doctor;
import dev.baro.core.doctor.Diagnosis;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "doctor",
        description = {
            "Find everything that prevents this server from answering for its VIPs, and show how to fix it.",
            "Changes nothing. Exits with 1 if anything FAILs; with only warnings or skipped checks (?), exits with 0.",
            "Without --config, --for, --vip and a default file, it checks the last applied configuration."
        },
        mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {
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
    private StatusCommand.Output output = StatusCommand.Output.TABLE;

    @Override
    public Integer call() {
        PrintWriter out =
                Objects.requireNonNull(spec, "picocli sets it").commandLine().getOut();
        SourceOptions.Chosen chosen = config.chosenOrLast(state.memoryFile());
        Diagnosis diagnosis = Doctor.examine(state.agent(out, false).facts(chosen.config(), options()));
        out.print(
                switch (output) {
                    case TABLE -> diagnosis.text();
                    case JSON -> diagnosis.json();
                });
        out.flush();
        return diagnosis.exitCode();
    }

    private List<String> options() {
        return Stream.concat(config.words().stream(), state.words().stream()).toList();
    }
}
