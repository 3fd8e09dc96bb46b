// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.terminal;

import dev.baro.core.api.OperatorException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Shows lines repeatedly, in place on a terminal (ECMA-48 sections 8.3.21, 8.3.39 and 8.3.41), or appended to
/// a file. While the source cannot be read, the reason is shown instead.
public record LiveScreen(Terminal terminal) {
    private static final Duration PERIOD = Duration.ofSeconds(2);

    private static final String TO_TOP = "\u001b[H";
    private static final String CLEAR_REST_OF_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";

    public void print(List<String> lines) {
        lines.forEach(terminal.out()::println);
    }

    /// Never returns.
    ///
    /// @param lines the source of the lines; may throw [OperatorException]
    public void show(Supplier<List<String>> lines) throws InterruptedException {
        PrintStream out = terminal.out();
        while (true) {
            List<String> shown = read(lines);
            if (terminal.interactive()) {
                out.print(inPlace(shown, terminal.rows()));
            } else {
                print(shown);
                out.println();
            }
            out.flush();
            Thread.sleep(PERIOD);
        }
    }

    /// Keeps only the first lines that fit on the terminal, because they matter most.
    static String inPlace(List<String> lines, int rows) {
        return lines.stream()
                .limit(Math.max(1, rows - 1L))
                .map(line -> line + CLEAR_REST_OF_LINE + "\n")
                .collect(Collectors.joining("", TO_TOP, CLEAR_BELOW));
    }

    private static List<String> read(Supplier<List<String>> lines) {
        try {
            return lines.get();
        } catch (OperatorException e) {
            return String.valueOf(e.getMessage()).lines().toList();
        }
    }
}
