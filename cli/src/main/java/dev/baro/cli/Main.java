// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli;

import dev.baro.cli.config.ApplyCommand;
import dev.baro.cli.config.CheckCommand;
import dev.baro.cli.config.ConfirmCommand;
import dev.baro.cli.config.DiffCommand;
import dev.baro.cli.config.ImportCommand;
import dev.baro.cli.config.ImportServerIronCommand;
import dev.baro.cli.config.RollbackCommand;
import dev.baro.cli.config.SchemaCommand;
import dev.baro.cli.doctor.DoctorCommand;
import dev.baro.cli.dscp.DscpCheckCommand;
import dev.baro.cli.dscp.DscpCommand;
import dev.baro.cli.dscp.DscpListCommand;
import dev.baro.cli.dscp.DscpPlanCommand;
import dev.baro.cli.history.HistoryCommand;
import dev.baro.cli.peer.PeerCommand;
import dev.baro.cli.route.RouteCommand;
import dev.baro.cli.server.ServerCommand;
import dev.baro.cli.session.SessionCommand;
import dev.baro.cli.status.EventsCommand;
import dev.baro.cli.status.RatesCommand;
import dev.baro.cli.status.StatusCommand;
import dev.baro.cli.support.SupportBundleCommand;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.ShellWords;
import dev.baro.cli.terminal.Terminal;
import dev.baro.cli.trace.TraceCommand;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.Json;
import dev.baro.core.api.OperatorException;
import dev.baro.core.api.Version;
import dev.baro.core.api.WholeAnswer;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.LogManager;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// `baro`: every verb that is not a separate program.
public final class Main {
    /// The commands, in the order in which the help lists them.
    private static final List<Verb> VERBS = List.of(
            Verb.of("check", CheckCommand::new),
            Verb.of("schema", SchemaCommand::new),
            Verb.of("diff", DiffCommand::new),
            Verb.of("apply", ApplyCommand::new),
            Verb.of("confirm", ConfirmCommand::new),
            Verb.of("rollback", RollbackCommand::new),
            new Verb("history", HistoryCommand::line),
            Verb.of("status", StatusCommand::new),
            Verb.of("rates", RatesCommand::new),
            new Verb("server", ServerCommand::line),
            new Verb("session", SessionCommand::line),
            Verb.of("trace", TraceCommand::new),
            new Verb("route", RouteCommand::line),
            new Verb("peer", PeerCommand::line),
            Verb.of("events", EventsCommand::new),
            Verb.of("doctor", DoctorCommand::new),
            Verb.of("support-bundle", SupportBundleCommand::new),
            Verb.of("import", Main::importing),
            Verb.of("dscp", Main::dscp),
            Verb.of("run", LaunchedCommand.Run::new),
            Verb.of("agent", LaunchedCommand.Agent::new),
            Verb.of("lab", LaunchedCommand.Lab::new),
            Verb.of("help", Main::help));

    /// @param command from the word after the verb: creates an object with picocli's annotations, or the
    /// command line of one
    private record Verb(String word, Function<String, Object> command) {
        static Verb of(String word, Supplier<Object> command) {
            return new Verb(word, _ -> command.get());
        }
    }

    private Main() {}

    public static void main(String[] args) {
        // Log messages from libraries are useless to operators; relevant failures arrive as exceptions.
        LogManager.getLogManager().reset();
        Terminal terminal = Terminal.ofProcess();
        int exitCode = run(args, terminal);
        // A program that reads our output through a pipe may close the pipe early, which is not an error.
        System.exit(terminal.intoPipe() ? exitCode : WholeAnswer.orFailure(exitCode, terminal.out(), terminal.err()));
    }

    /// @param out the stream for the answer
    /// @param err the stream for messages
    /// @return the exit code
    static int run(String[] args, PrintStream out, PrintStream err) {
        return run(args, new Terminal(InputStream.nullInputStream(), out, err, false));
    }

    static int run(String[] args, Terminal terminal) {
        BaroCommand baro = new BaroCommand(terminal);
        PrintStream out = terminal.out();
        PrintStream err = terminal.err();
        CommandLine line = commandLine(baro, verbs(args), args.length > 1 ? args[1] : "")
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

    /// Translates `help server list` to `server list --help`.
    private static String[] helpOfVerb(String... args) {
        return args.length > 2 && args[0].equals("help")
                ? Stream.concat(Arrays.stream(args).skip(1), Stream.of("--help"))
                        .toArray(String[]::new)
                : args;
    }

    /// Every verb with its options, for the manual pages and shell completion.
    public static CommandLine commandLine() {
        return commandLine(new BaroCommand(Terminal.ofProcess()), VERBS, "");
    }

    private static CommandLine commandLine(BaroCommand baro, List<Verb> verbs, String second) {
        CommandLine line = new CommandLine(baro);
        verbs.forEach(verb -> line.addSubcommand(verb.word(), verb.command().apply(second)));
        return line;
    }

    /// Returns only the typed verb, because reading the options of every verb takes a quarter of a second;
    /// returns all verbs if the help or a suggestion needs them.
    private static List<Verb> verbs(String[] args) {
        String first = args.length == 0 ? "" : args[0];
        List<Verb> typed =
                VERBS.stream().filter(verb -> verb.word().equals(first)).toList();
        return typed.isEmpty() || first.equals("help") ? VERBS : typed;
    }

    /// Named here, and not as a constructor above: the archive of classes cannot have it, so only this verb may load
    /// it.
    private static Object help() {
        return new CommandLine.HelpCommand();
    }

    private static CommandLine importing() {
        return new CommandLine(new ImportCommand()).addSubcommand(new ImportServerIronCommand());
    }

    private static CommandLine dscp() {
        return new CommandLine(new DscpCommand())
                .addSubcommand(new DscpListCommand())
                .addSubcommand(new DscpCheckCommand())
                .addSubcommand(new DscpPlanCommand())
                .addSubcommand(new LaunchedCommand.Survey());
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
        } else if (e instanceof Json.UnreadableException) {
            err.println("baro: this command is baro " + Version.text() + ", but the daemon's answer is from another"
                    + " version; restart the daemon, or use the baro command of its version"
                    + (debug ? "" : "; for details add --debug"));
        } else {
            err.println("baro: unexpected: " + e + (debug ? "" : "; for details add --debug"));
        }
        if (debug) {
            e.printStackTrace(err);
        }
        return exitCode;
    }
}
