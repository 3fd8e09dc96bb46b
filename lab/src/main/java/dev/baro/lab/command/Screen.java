// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.command;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The lab's output for human readers. Progress goes to standard error, and only if that is a terminal.
public final class Screen {
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final boolean watched;

    /// @param out     the stream that receives the results
    /// @param watched whether standard error is a terminal
    Screen(PrintStream out, boolean watched) {
        this.out = out;
        this.watched = watched;
    }

    /// A screen that shows nothing.
    static Screen silent() {
        return new Screen(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), false);
    }

    static Screen ofTerminal() {
        return new Screen(System.out, isTerminal() && !"dumb".equals(System.getenv("TERM")));
    }

    /// Checks /proc, because Java's Console does not cover standard error.
    private static boolean isTerminal() {
        try {
            String errors = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return errors.startsWith("/dev/pts/") || errors.startsWith("/dev/tty");
        } catch (IOException e) {
            // Standard error is closed, so progress cannot be shown.
            return false;
        }
    }

    void progress(String doing) {
        if (watched) {
            System.err.print(CLEAR_LINE + "... " + doing);
            System.err.flush();
        }
    }

    void line(String text) {
        if (watched) {
            System.err.print(CLEAR_LINE);
            System.err.flush();
        }
        out.println(text);
    }
}
