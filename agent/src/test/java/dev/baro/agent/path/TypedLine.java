// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.agent.Main;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/// A shell on a server, where an operator types what the doctor prints. Its `baro` is the agent alone.
///
/// @param enter     the words that enter the server's namespace, in front of a command
/// @param directory holds `baro`
record TypedLine(List<String> enter, Path directory) {
    /// @param enter     the words that enter the server's namespace, in front of a command
    /// @param directory gets `baro`
    static TypedLine of(List<String> enter, Path directory) throws IOException {
        Path launcher = Files.writeString(
                directory.resolve("baro"),
                "#!/bin/sh\nshift\nexec %s -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp %s %s \"$@\"\n"
                        .formatted(
                                System.getProperty("java.home") + "/bin/java",
                                System.getProperty("java.class.path"),
                                Main.class.getName()));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new TypedLine(enter, directory);
    }

    /// Ends when the line has ended, which must be with 0.
    void type(String line) throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                        enter.stream(), Stream.of("sh", "-e", "-c", "PATH=" + directory + ":$PATH; " + line))
                .toList();
        Process shell = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(line + ": " + said).isZero();
    }
}
