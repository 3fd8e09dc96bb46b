// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.command;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where the lab talks to a person. Progress goes to standard error and only where somebody watches.
public final class Screen {
    private static final String CLEAR_LINE = "\r\u001b[K";

    public static final String PICTURE = """

              203.0.113.0/24 client ─── edge ─── core ─┬─ idc-a  web-a01 web-a02 web-a03   10.10.10.1-3
                    ▲                    ║             └─ idc-b  web-b01 web-b02 web-b03   10.20.10.1-3
                    │           lb-a1 ═══╝  to a server: DSCP 10         │
                    └──────── direct return, source 211.115.115.100 ─────┘
            """;

    private final PrintStream out;
    private final boolean watched;

    /// @param out     for what is to be kept
    /// @param watched whether somebody watches standard error
    Screen(PrintStream out, boolean watched) {
        this.out = out;
        this.watched = watched;
    }

    /// Says nothing at all.
    static Screen silent() {
        return new Screen(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), false);
    }

    static Screen ofTerminal() {
        return new Screen(System.out, isTerminal() && !"dumb".equals(System.getenv("TERM")));
    }

    /// The console of Java speaks of standard input and output only.
    private static boolean isTerminal() {
        try {
            String errors = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return errors.startsWith("/dev/pts/") || errors.startsWith("/dev/tty");
        } catch (IOException e) {
            // Closed: nobody watches.
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
