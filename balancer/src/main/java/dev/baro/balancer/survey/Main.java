// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.survey;

import dev.baro.core.api.ExitCode;
import dev.baro.core.api.WholeAnswer;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.StandardOutput;
import java.io.PrintStream;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// `baro dscp survey`: a separate program, because the command line makes no native calls.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        int exitCode = run(args, System.out, System.err);
        System.exit(StandardOutput.isPipe() ? exitCode : WholeAnswer.orFailure(exitCode, System.out, System.err));
    }

    /// The command's options, for the manual page and shell completion.
    public static CommandLine commandLine() {
        return new CommandLine(new SurveyCommand(System.out, System.err));
    }

    /// @param out the stream for the answer
    /// @param err the stream for messages
    /// @return the exit code
    static int run(String[] args, PrintStream out, PrintStream err) {
        CommandLine line = new CommandLine(new SurveyCommand(out, err))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out, true, out.charset()))
                .setParameterExceptionHandler((e, _) -> usageError(e, err))
                .setExecutionExceptionHandler((e, _, _) -> failed(e, err));
        return line.execute(args);
    }

    private static int usageError(ParameterException e, PrintStream err) {
        err.println("baro dscp survey: " + e.getMessage());
        err.println("see: baro dscp survey --help");
        return ExitCode.USAGE;
    }

    private static int failed(Exception e, PrintStream err) {
        if (e instanceof DataplaneException refused) {
            err.println("baro dscp survey: " + refused.getMessage());
            return refused.kind() == DataplaneException.Kind.PRIVILEGE ? ExitCode.NEEDS_ROOT : ExitCode.FAILED;
        }
        err.println("baro dscp survey: unexpected: " + e);
        return ExitCode.FAILED;
    }
}
