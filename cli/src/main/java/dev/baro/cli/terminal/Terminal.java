// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.terminal;

import java.io.BufferedReader;
import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// The output of a command, and the source of answers to its questions.
///
/// @param in          the stream from which confirmations are read
/// @param out         the stream for the answer, and nothing else
/// @param err         the stream for messages and questions
/// @param interactive whether input and output belong to a person at a terminal
public record Terminal(InputStream in, PrintStream out, PrintStream err, boolean interactive) {

    /// The terminal, file or pipe of this process.
    public static Terminal ofProcess() {
        boolean interactive =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        return new Terminal(System.in, System.out, System.err, interactive);
    }

    /// Whether another program reads this process's standard output.
    public boolean intoPipe() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString().startsWith("pipe:");
        } catch (IOException e) {
            return false;
        }
    }

    /// The terminal's current number of lines; [Integer#MAX_VALUE] if unknown.
    public int rows() {
        try {
            ProcessBuilder stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            String size = new String(stty.start().getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            int rows = Integer.parseInt(size.substring(0, size.indexOf(' ')));
            return rows > 0 ? rows : Integer.MAX_VALUE;
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return Integer.MAX_VALUE;
        }
    }

    /// Asks the question and waits for a line of input. Only `y` and `yes` confirm.
    public boolean confirms(String question) {
        err.print(question);
        err.flush();
        try {
            String line = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
            String answer = line == null ? "" : line.strip().toLowerCase(Locale.ROOT);
            return answer.equals("y") || answer.equals("yes");
        } catch (IOException e) {
            return false;
        }
    }
}
