// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the page of questions says to type is what the command line takes.
class WhatDoITypePageTest {
    private static final Pattern COMMAND = Pattern.compile("(?m)^\\|[^|]*\\| `baro ([^`]+)`");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    static List<String> commands() throws IOException {
        List<String> commands = COMMAND.matcher(Files.readString(Path.of("../docs/how-to/what-do-i-type-when.md")))
                .results()
                .map((MatchResult match) -> match.group(1))
                .filter(command -> !command.startsWith("agent ") && !command.startsWith("dscp survey"))
                .toList();
        assertThat(commands).hasSizeGreaterThan(20);
        return commands;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void isACommand(String command) {
        assertThatCode(() -> Main.commandLine().parseArgs(words(command))).doesNotThrowAnyException();
    }

    private static String[] words(String command) {
        return WORD.matcher(command)
                .results()
                .map((MatchResult word) -> word.group(1) == null ? word.group(2) : word.group(1))
                .toArray(String[]::new);
    }
}
