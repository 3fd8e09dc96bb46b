// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.io.PrintStream;

/// Checks that an answer reached its destination, because a [PrintStream] hides errors.
public final class WholeAnswer {
    private WholeAnswer() {}

    /// Call this after all output. It turns a full disk into a failure, instead of an empty file that
    /// looks like an answer.
    ///
    /// @param exitCode the command's exit code
    /// @return the exit code of the process
    public static int orFailure(int exitCode, PrintStream out, PrintStream err) {
        if (!out.checkError()) {
            return exitCode;
        }
        err.println("baro: the answer could not be written completely; is the disk full?");
        return exitCode == 0 ? ExitCode.FAILED : exitCode;
    }
}
