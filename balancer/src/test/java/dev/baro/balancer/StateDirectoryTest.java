// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baro.balancer.control.Configs;
import dev.baro.balancer.control.RecordingForwarding;
import dev.baro.balancer.control.Settings;
import dev.baro.balancer.health.ScriptedProbes;
import dev.baro.core.api.EventList;
import dev.baro.core.api.Json;
import dev.baro.core.api.Status;
import dev.baro.core.health.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A state directory that takes nothing, on a separate file system: the daemon is starting on it, goes on, says what it
/// cannot keep, spoils nothing that is there, and writes again when it can.
@Tag("faults")
@Timeout(60)
class StateDirectoryTest {
    private final RecordingForwarding forwarding = new RecordingForwarding();
    private Path directory;
    private Path state;
    private ScriptedProbes probes;
    private Daemon daemon;

    enum Trouble {
        FULL("No space left on device") {
            @Override
            void begin(Path state) throws IOException {
                byte[] page = new byte[4_096];
                for (int i = 0; ; i++) {
                    try {
                        Files.write(
                                state.resolve("others"), page, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                    } catch (IOException e) {
                        assertThat(e).hasMessageContaining(says);
                        assertThat(i).isPositive();
                        return;
                    }
                }
            }

            @Override
            void end(Path state) throws IOException {
                Files.delete(state.resolve("others"));
            }
        },
        READ_ONLY("Read-only file system") {
            @Override
            void begin(Path state) throws IOException {
                run("mount", "-o", "remount,ro", state.toString());
            }

            @Override
            void end(Path state) throws IOException {
                run("mount", "-o", "remount,rw", state.toString());
            }
        };

        final String says;

        Trouble(String says) {
            this.says = says;
        }

        abstract void begin(Path state) throws IOException;

        abstract void end(Path state) throws IOException;
    }

    @BeforeEach
    void mount(@TempDir Path directory) throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root to mount a file system");
        this.directory = directory;
        state = Files.createDirectory(directory.resolve("state"));
        run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", state.toString());
        Files.writeString(directory.resolve("baro.yaml"), Configs.STORE_YAML);
        start();
    }

    @AfterEach
    void unmount() throws IOException {
        if (daemon != null) {
            daemon.close();
            run("umount", state.toString());
        }
    }

    @ParameterizedTest
    @EnumSource
    void isOutlived(Trouble trouble) throws IOException {
        put("store-web-a02/state", "{\"state\": \"drain\"}");
        Eventually.see(this::kept, files -> files.getOrDefault("health", "").contains("store-web-a02"));
        long before = events().getLast().id();
        daemon.close();
        Map<String, String> good = kept();
        trouble.begin(state);

        start();
        assertThat(planned()).containsExactly("store-web-a01 1", "store-web-a02 0");
        put("store-web-a01/weight", "{\"weight\": 3}");
        probes.script("store-web-a01", Reply.NOTHING, Reply.NOTHING);
        probes.rounds(5);

        assertThat(said("OVERRIDES_NOT_KEPT", before)).contains(state.resolve("overrides.json") + "", trouble.says);
        assertThat(said("HEALTH_NOT_REMEMBERED", before)).contains(state.resolve("health") + "", trouble.says);
        assertThat(status().problems())
                .anyMatch(problem ->
                        problem.startsWith("overrides cannot be saved in " + state) && problem.contains(trouble.says));
        assertThat(kept()).isEqualTo(good);

        trouble.end(state);
        said("OVERRIDES_KEPT", before);
        said("HEALTH_REMEMBERED", before);
        assertThat(kept()).containsOnlyKeys("overrides.json", "health");
        assertThat(kept().get("overrides.json")).contains("\"weight\"");
        assertThat(kept().get("health")).contains("down\tl4\tstore-web-a01");
        assertThat(status().problems()).noneMatch(problem -> problem.contains("overrides cannot be kept"));
        daemon.close();
        start();
        assertThat(planned()).containsExactly("store-web-a01 0", "store-web-a02 0");
    }

    private void start() {
        probes = new ScriptedProbes();
        Settings settings = new Settings(
                directory.resolve("baro.yaml"), "", List.of(), "test", directory.resolve("baro.sock"), state);
        daemon = Daemon.start(settings, _ -> forwarding, (_, _, results) -> probes.start(results));
        probes.rounds(3);
    }

    /// The two files that hold what is in force.
    private Map<String, String> kept() {
        try (Stream<Path> files = Files.list(state)) {
            return files.filter(file -> file.endsWith("overrides.json") || file.endsWith("health"))
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString(),
                            StateDirectoryTest::text,
                            (a, _) -> a,
                            TreeMap::new));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "gone since";
        }
    }

    private List<String> planned() {
        return forwarding.applied.getLast().services().getFirst().servers().stream()
                .map(server -> server.name() + " " + server.weight())
                .toList();
    }

    private void put(String what, String body) throws IOException {
        assertThat(RawHttp.put(directory.resolve("baro.sock"), "/v1/servers/" + what + "?force=true", body)
                        .status())
                .isEqualTo(200);
    }

    private Status status() throws IOException {
        return Json.read(
                RawHttp.get(directory.resolve("baro.sock"), "/v1/status").body(), Status.class);
    }

    /// Waits for an event.
    ///
    /// @return its fields
    private String said(String event, long after) {
        List<EventList.EventEntry> found = Eventually.see(
                () -> events().stream()
                        .filter(entry -> entry.id() > after && entry.event().equals(event))
                        .toList(),
                events -> !events.isEmpty());
        assertThat(found).as("said once").hasSize(1);
        return found.getFirst().fields().toString();
    }

    private List<EventList.EventEntry> events() {
        try {
            return Json.read(
                            RawHttp.get(directory.resolve("baro.sock"), "/v1/events?limit=1000")
                                    .body(),
                            EventList.class)
                    .events();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void run(String... words) throws IOException {
        Process process = new ProcessBuilder(words).inheritIO().start();
        assertThat(process.onExit().join().exitValue())
                .as(String.join(" ", words))
                .isZero();
    }
}
