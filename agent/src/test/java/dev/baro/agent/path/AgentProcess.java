// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.agent.Main;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The agent in another JVM inside a namespace. It enters the network only: `ip netns exec` would hide the
/// BPF file system, and with it the pins.
///
/// @param directory for its state and its messages
record AgentProcess(Netns namespace, Path directory) {

    /// @param code the exit code
    record Ended(int code, String out, String err) {}

    Ended run(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "nsenter",
                "--net=/run/netns/" + namespace.name(),
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(words));
        command.addAll(List.of("--state-dir", directory.toString()));
        Path err = directory.resolve("err");
        Process process =
                new ProcessBuilder(command).redirectError(err.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), out, Files.readString(err));
    }

    /// @return what it printed
    String succeed(String... words) throws IOException, InterruptedException {
        Ended ended = run(words);
        assertThat(ended.code()).as(ended.out() + ended.err()).isZero();
        return ended.out();
    }
}
