// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli;

import dev.baro.cli.config.ApplyCommand;
import dev.baro.cli.config.CheckCommand;
import dev.baro.cli.config.DiffCommand;
import dev.baro.cli.config.ImportCommand;
import dev.baro.cli.config.ImportServerIronCommand;
import dev.baro.cli.config.SchemaCommand;
import dev.baro.cli.doctor.DoctorCommand;
import dev.baro.cli.dscp.DscpCheckCommand;
import dev.baro.cli.dscp.DscpCommand;
import dev.baro.cli.dscp.DscpListCommand;
import dev.baro.cli.dscp.DscpPlanCommand;
import dev.baro.cli.server.ServerCommand;
import dev.baro.cli.session.SessionCommand;
import dev.baro.cli.status.EventsCommand;
import dev.baro.cli.status.StatusCommand;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.NeighbourWords;
import dev.baro.cli.terminal.ShellWords;
import dev.baro.cli.terminal.Terminal;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import dev.baro.core.api.WholeAnswer;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Optional;
import java.util.logging.LogManager;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// `baro`: every verb that is not a program of its own.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        // Libraries have nothing to tell an operator; what matters reaches us as an exception.
        LogManager.getLogManager().reset();
        Terminal terminal = Terminal.ofProcess();
        int exitCode = run(args, terminal);
        // Who reads through a pipe and has read enough closes it.
        System.exit(terminal.intoPipe() ? exitCode : WholeAnswer.orFailure(exitCode, terminal.out(), terminal.err()));
    }

    /// @param out takes the answer
    /// @param err takes messages
    /// @return the exit code
    static int run(String[] args, PrintStream out, PrintStream err) {
        return run(args, new Terminal(InputStream.nullInputStream(), out, err, false));
    }

    static int run(String[] args, Terminal terminal) {
        BaroCommand baro = new BaroCommand(terminal);
        PrintStream out = terminal.out();
        PrintStream err = terminal.err();
        CommandLine line = commandLine(baro)
                .setOut(new PrintWriter(out, true, out.charset()))
                .setErr(new PrintWriter(err, true, err.charset()))
                .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
                .setParameterExceptionHandler((e, _) -> usageError(e, err))
                .setExecutionExceptionHandler((e, _, _) -> failed(e, baro.debug(), err));
        int exitCode = line.execute(helpOfVerb(args));
        if (exitCode == ExitCode.NEEDS_FORCE) {
            err.println("if that is meant, type: " + ShellWords.join("baro", args) + " --force");
        }
        return exitCode;
    }

    /// `help server list` is `server list --help`.
    private static String[] helpOfVerb(String... args) {
        return args.length > 2 && args[0].equals("help")
                ? Stream.concat(Arrays.stream(args).skip(1), Stream.of("--help"))
                        .toArray(String[]::new)
                : args;
    }

    /// Every verb with its options, as the manual pages and the completion of shells tell them.
    public static CommandLine commandLine() {
        return commandLine(new BaroCommand(Terminal.ofProcess()));
    }

    private static CommandLine commandLine(BaroCommand baro) {
        return new CommandLine(baro)
                .addSubcommand(new CheckCommand())
                .addSubcommand(new SchemaCommand())
                .addSubcommand(new DiffCommand())
                .addSubcommand(new ApplyCommand())
                .addSubcommand(new StatusCommand())
                .addSubcommand(ServerCommand.line())
                .addSubcommand(SessionCommand.line())
                .addSubcommand(new EventsCommand())
                .addSubcommand(new DoctorCommand())
                .addSubcommand(new CommandLine(new ImportCommand()).addSubcommand(new ImportServerIronCommand()))
                .addSubcommand(new CommandLine(new DscpCommand())
                        .addSubcommand(new DscpListCommand())
                        .addSubcommand(new DscpCheckCommand())
                        .addSubcommand(new DscpPlanCommand())
                        .addSubcommand(new LaunchedCommand.Survey()))
                .addSubcommand(new LaunchedCommand.Run())
                .addSubcommand(new LaunchedCommand.Agent())
                .addSubcommand(new LaunchedCommand.Lab())
                .addSubcommand(new CommandLine.HelpCommand());
    }

    private static int usageError(ParameterException e, PrintStream err) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            err.println("baro: unknown: " + String.join(" ", unmatched.getUnmatched()));
            meant(unmatched).ifPresent(best -> err.println("did you mean: " + best));
        } else {
            err.println("baro: " + e.getMessage());
        }
        err.println("see: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    private static Optional<String> meant(UnmatchedArgumentException unmatched) {
        boolean verb = unmatched.getCommandLine().getParent() == null;
        return Optional.of(unmatched.getUnmatched().getFirst())
                .filter(_ -> verb)
                .flatMap(NeighbourWords::here)
                .or(() -> unmatched.getSuggestions().stream().findFirst());
    }

    private static int failed(Exception e, boolean debug, PrintStream err) {
        int exitCode = ExitCode.FAILED;
        if (e instanceof OperatorException refused) {
            err.println(refused.getMessage().strip());
            exitCode = refused.exitCode();
        } else {
            err.println("baro: unexpected: " + e + (debug ? "" : "; for details add --debug"));
        }
        if (debug) {
            e.printStackTrace(err);
        }
        return exitCode;
    }
}
