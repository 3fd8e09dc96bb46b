// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.terminal;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Quotes a command line so that it can be pasted into a shell.
public final class ShellWords {
    private ShellWords() {}

    public static String join(String program, String... args) {
        return Stream.concat(Stream.of(program), Arrays.stream(args).map(ShellWords::quoted))
                .collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
