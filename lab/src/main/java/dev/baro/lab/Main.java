// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab;

import dev.baro.core.api.ExitCode;
import dev.baro.lab.command.BenchCommand;
import dev.baro.lab.command.BenchInsideCommand;
import dev.baro.lab.command.DownCommand;
import dev.baro.lab.command.ExecCommand;
import dev.baro.lab.command.FaultCommand;
import dev.baro.lab.command.PingCommand;
import dev.baro.lab.command.RunCommand;
import dev.baro.lab.command.SwapCommand;
import dev.baro.lab.command.UpCommand;
import dev.baro.lab.network.LabException;
import dev.baro.lab.network.Prerequisites;
import dev.baro.lab.traffic.ConnectCommand;
import dev.baro.lab.traffic.DialCommand;
import dev.baro.lab.traffic.HoldCommand;
import dev.baro.lab.traffic.UdpAskCommand;
import dev.baro.lab.traffic.UdpEchoCommand;
import dev.baro.lab.traffic.VisitCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `baro lab`: builds the two data centres, proves Baro's promises by counting, and takes
/// the data centres down.
@Command(
        name = "baro lab",
        mixinStandardHelpOptions = true,
        description = "Two data centres made of network namespaces: real daemon, real servers, real traffic.",
        subcommands = {
            RunCommand.class,
            UpCommand.class,
            DownCommand.class,
            ExecCommand.class,
            FaultCommand.class,
            BenchCommand.class,
            BenchInsideCommand.class,
            UdpEchoCommand.class,
            UdpAskCommand.class,
            VisitCommand.class,
            PingCommand.class,
            ConnectCommand.class,
            HoldCommand.class,
            DialCommand.class,
            SwapCommand.class
        })
public final class Main implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before any method is called
    private CommandSpec spec;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    private static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(Main::asRoot)
                .setExecutionExceptionHandler(Main::failed);
    }

    private static int asRoot(CommandLine.ParseResult parsed) {
        boolean works = parsed.hasSubcommand() && !parsed.subcommand().isUsageHelpRequested();
        if (works && !Prerequisites.isRoot()) {
            System.err.println("baro lab: needs root, for network namespaces and BPF: run it with sudo");
            return ExitCode.NEEDS_ROOT;
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static int failed(Exception failure, CommandLine line, CommandLine.ParseResult parsed) throws Exception {
        if (failure instanceof LabException) {
            System.err.println("baro lab: " + failure.getMessage());
            return ExitCode.FAILED;
        }
        throw failure;
    }

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }
}
