// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import dev.baro.balancer.log.Log;
import dev.baro.balancer.log.Logfmt;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import java.io.PrintStream;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// `baro run`.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args, System.out, System.err));
    }

    /// The command's options, for the manual page and shell completion.
    public static CommandLine commandLine() {
        return new CommandLine(new RunCommand(System.out));
    }

    /// Runs the daemon until it is stopped.
    ///
    /// @param out the stream for the log, one line per event
    /// @param err the stream for the message or the list of problems that prevented the start
    /// @return the exit code
    static int run(String[] args, PrintStream out, PrintStream err) {
        Logfmt.writeTo(out);
        return run(new CommandLine(new RunCommand(out)), args, out, err);
    }

    /// @param command the command, whose name is the command line that starts it
    static int run(CommandLine command, String[] args, PrintStream out, PrintStream err) {
        String name = command.getCommandName();
        return command.setOut(new PrintWriter(out, true, out.charset()))
                .setParameterExceptionHandler((e, _) -> usageError(name, e, err))
                .setExecutionExceptionHandler((e, _, _) -> failed(name, e, err))
                .execute(args);
    }

    private static int usageError(String name, ParameterException e, PrintStream err) {
        err.println(name + ": " + e.getMessage());
        err.println("see: " + name + " --help");
        return ExitCode.USAGE;
    }

    private static int failed(String name, Exception e, PrintStream err) {
        if (e instanceof OperatorException refused) {
            err.println(refused.getMessage().strip());
            return refused.exitCode();
        }
        err.println(name + ": unexpected: " + e);
        Log.fault(e);
        return ExitCode.FAILED;
    }
}
