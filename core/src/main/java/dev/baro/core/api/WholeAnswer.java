// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.io.PrintStream;

/// Whether an answer has arrived where it was sent: a [PrintStream] keeps errors to itself.
public final class WholeAnswer {
    private WholeAnswer() {}

    /// To be called when all is written. A full disk then is a failure, and not an empty file that looks like an
    /// answer.
    ///
    /// @param exitCode of the command
    /// @return the exit code of the process
    public static int orFailure(int exitCode, PrintStream out, PrintStream err) {
        if (!out.checkError()) {
            return exitCode;
        }
        err.println("baro: the answer could not be written whole; is the disk full?");
        return exitCode == 0 ? ExitCode.FAILED : exitCode;
    }
}
