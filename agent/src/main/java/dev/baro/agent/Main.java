// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent;

import dev.baro.agent.command.ApplyCommand;
import dev.baro.agent.command.DoctorCommand;
import dev.baro.agent.command.RenderCommand;
import dev.baro.agent.command.StatusCommand;
import dev.baro.agent.command.UndoCommand;
import dev.baro.agent.command.WatchCommand;
import dev.baro.agent.config.ServedVip;
import dev.baro.core.api.OperatorException;
import dev.baro.core.api.WholeAnswer;
import dev.baro.dataplane.kernel.StandardOutput;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `baro agent`: the command line, and the mapping of failures to exit codes.
@Command(
        name = "baro agent",
        description = "Prepare a real server: VIPs on the loopback, and the rules that deliver their packets there.",
        subcommands = {
            ApplyCommand.class,
            StatusCommand.class,
            UndoCommand.class,
            RenderCommand.class,
            DoctorCommand.class,
            WatchCommand.class
        },
        mixinStandardHelpOptions = true,
        version = "baro agent 0.1.0",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:fine",
            "1:a check failed, or a tool is missing or failed",
            "2:wrong usage",
            "3:the configuration is invalid; nothing was changed",
            "7:needs root or CAP_NET_ADMIN"
        })
public final class Main {
    private Main() {}

    /// Ends the JVM with an exit code.
    public static void main(String[] args) {
        int exitCode = commandLine().execute(args);
        System.exit(StandardOutput.isPipe() ? exitCode : WholeAnswer.orFailure(exitCode, System.out, System.err));
    }

    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.registerConverter(ServedVip.class, Main::vip);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, at, _) -> {
            if (failure instanceof OperatorException expected) {
                at.getErr().println("baro agent: " + expected.getMessage());
                return expected.exitCode();
            }
            throw failure;
        });
        return line;
    }

    private static ServedVip vip(String text) {
        try {
            return ServedVip.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.TypeConversionException(e.getMessage());
        }
    }
}
