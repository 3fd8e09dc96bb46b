// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.terminal;

import java.io.Console;
import java.io.PrintStream;
import java.util.Optional;

/// Where a command writes.
///
/// @param out         the answer, and nothing else
/// @param err         messages
/// @param interactive whether a person reads the answer as it is written
public record Terminal(PrintStream out, PrintStream err, boolean interactive) {

    /// The terminal, file or pipe that this process was started with.
    public static Terminal ofProcess() {
        boolean interactive =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        return new Terminal(System.out, System.err, interactive);
    }
}
