// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.terminal;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;

/// A verb below a verb, such as `list` in `baro server list`.
///
/// @param command creates an object with picocli's annotations
public record Subverb(String word, Supplier<Object> command) {

    /// Only with the typed verb, because reading the options of each takes milliseconds. With all if none is typed.
    ///
    /// @param typed the word after that of the command; empty for none
    public static CommandLine line(Object command, String typed, Subverb... all) {
        List<Subverb> found =
                Stream.of(all).filter(verb -> verb.word.equals(typed)).toList();
        CommandLine line = new CommandLine(command);
        (found.isEmpty() ? List.of(all) : found).forEach(verb -> line.addSubcommand(verb.word, verb.command.get()));
        return line;
    }
}
