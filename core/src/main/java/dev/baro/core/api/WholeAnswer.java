// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.io.PrintStream;

/// Checks that the output was written completely, because a [PrintStream] hides errors.
public final class WholeAnswer {
    private WholeAnswer() {}

    /// Call this method after all output has been written. A full disk then causes a failure exit code, instead
    /// of an empty file that looks like a valid answer.
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
