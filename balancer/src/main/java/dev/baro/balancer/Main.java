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

    /// Runs the daemon until it is told to stop.
    ///
    /// @param out takes the log, one line per event
    /// @param err takes the one sentence, or the list of problems, for which it did not start
    /// @return the exit code
    static int run(String[] args, PrintStream out, PrintStream err) {
        Logfmt.writeTo(out);
        RunCommand command = new RunCommand(out);
        CommandLine line = new CommandLine(command)
                .setOut(new PrintWriter(out, true, out.charset()))
                .setParameterExceptionHandler((e, _) -> usageError(e, err))
                .setExecutionExceptionHandler((e, _, _) -> failed(e, err));
        return line.execute(args);
    }

    private static int usageError(ParameterException e, PrintStream err) {
        err.println("baro run: " + e.getMessage());
        err.println("see: baro run --help");
        return ExitCode.USAGE;
    }

    private static int failed(Exception e, PrintStream err) {
        if (e instanceof OperatorException refused) {
            err.println(refused.getMessage().strip());
            return refused.exitCode();
        }
        err.println("baro run: unexpected: " + e);
        Log.fault(e);
        return ExitCode.FAILED;
    }
}
