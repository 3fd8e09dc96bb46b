// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import dev.baro.core.api.WholeAnswer;
import dev.baro.dataplane.kernel.StandardOutput;
import java.io.PrintStream;
import picocli.CommandLine;

/// `baro check --on-this-host`: a separate program, because it tests whether the daemon could start.
public final class CheckMain {
    private CheckMain() {}

    public static void main(String[] args) {
        int exitCode = run(args, System.out, System.err);
        System.exit(StandardOutput.isPipe() ? exitCode : WholeAnswer.orFailure(exitCode, System.out, System.err));
    }

    /// The command's options, for the manual page and shell completion.
    public static CommandLine commandLine() {
        return new CommandLine(new HostCheckCommand(System.out));
    }

    /// @param out the stream for the answer
    /// @param err the stream for messages
    /// @return the exit code
    static int run(String[] args, PrintStream out, PrintStream err) {
        return Main.run(new CommandLine(new HostCheckCommand(out)), args, out, err);
    }
}
