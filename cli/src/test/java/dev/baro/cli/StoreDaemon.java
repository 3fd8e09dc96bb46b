// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli;

import dev.baro.balancer.Daemon;
import dev.baro.balancer.control.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A daemon with the configuration [Texts#STORE] for each test, real and over its real socket; only its kernel
/// half is a stand-in.
abstract class StoreDaemon {
    final CountingForwarding forwarding = new CountingForwarding();
    Path file;
    Path socket;
    Daemon daemon;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        file = Files.writeString(directory.resolve("baro.yaml"), Texts.STORE);
        socket = directory.resolve("baro.sock");
        daemon = daemon(new Settings(file, "", List.of(), "test", socket, directory.resolve("state")));
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    /// Without probes: every server is taken as up.
    Daemon daemon(Settings settings) {
        return Daemon.start(settings, _ -> forwarding);
    }

    /// Asks this daemon.
    Run baro(String... words) {
        return Run.baro(line(words));
    }

    String[] line(String... words) {
        return Stream.concat(Stream.of(words), Stream.of("--socket", socket.toString()))
                .toArray(String[]::new);
    }
}
