// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import dev.baro.dataplane.forward.Forwarder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `baro run` as a process in a network namespace, which a test kills and starts again. Its log is a
/// file for each start.
final class DaemonProcess implements AutoCloseable {
    /// A JVM starts within a second or two on a machine that has nothing else to do.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String namespace;
    private final Path directory;
    private final String instance;
    private final Map<String, String> environment;
    private final List<String> options;
    private Process process;
    private Path log;
    private int starts;

    private DaemonProcess(
            String namespace, Path directory, String instance, Map<String, String> environment, List<String> options)
            throws IOException {
        this.namespace = namespace;
        this.directory = directory;
        this.instance = instance;
        this.environment = Map.copyOf(environment);
        this.options = List.copyOf(options);
        this.log = directory.resolve("no-log");
        this.process = launch();
    }

    /// @param directory holds `baro.yaml`, and all that the daemon keeps
    /// @param name      of its instance, which no other test has
    static DaemonProcess start(String namespace, Path directory, String name) throws IOException {
        return start(namespace, directory, name, Map.of());
    }

    /// @param balancer its name in a file that has several
    static DaemonProcess startAs(String balancer, String namespace, Path directory) throws IOException {
        return start(namespace, directory, balancer, Map.of(), List.of("--balancer", balancer));
    }

    /// @param environment in addition to that of this process
    static DaemonProcess start(String namespace, Path directory, String name, Map<String, String> environment)
            throws IOException {
        return start(namespace, directory, name, environment, List.of());
    }

    private static DaemonProcess start(
            String namespace, Path directory, String name, Map<String, String> environment, List<String> options)
            throws IOException {
        String instance = "test-" + name + "-" + ProcessHandle.current().pid();
        DaemonProcess daemon = new DaemonProcess(namespace, directory, instance, environment, options);
        daemon.await("event=READY");
        return daemon;
    }

    void startAgain() throws IOException {
        process = launch();
        await("event=READY");
    }

    /// With a signal that leaves it no time.
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /// With a signal that it heeds.
    void stop() {
        process.destroy();
        process.onExit().join();
    }

    /// @param name without `SIG`
    void signal(String name) throws IOException {
        new ProcessBuilder("kill", "-s", name, Long.toString(process.pid()))
                .start()
                .onExit()
                .join();
    }

    /// Stops it and lets it run in turn, until the returned process is destroyed or a minute is over.
    Process stopInTurn(Duration stopped, Duration running) throws IOException {
        long turns = Duration.ofMinutes(1).dividedBy(stopped.plus(running));
        String text = """
                trap 'kill -CONT %1$d; exit' TERM EXIT
                for turn in $(seq %4$d); do
                    kill -STOP %1$d; sleep %2$s; kill -CONT %1$d; sleep %3$s
                done
                """.formatted(process.pid(), stopped.toMillis() / 1e3, running.toMillis() / 1e3, turns);
        return new ProcessBuilder("sh", "-c", text).start();
    }

    /// Waits until the log of this start has a line with these words.
    void await(String words) {
        List<String> _ = Eventually.see(
                PATIENCE,
                this::lines,
                lines -> !process.isAlive() || lines.stream().anyMatch(line -> line.contains(words)));
        if (lines().stream().noneMatch(line -> line.contains(words))) {
            throw new AssertionError("ended without " + words + ": " + String.join("\n", lines()));
        }
    }

    /// What this start has logged so far.
    List<String> lines() {
        try {
            return Files.readAllLines(log);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    long pid() {
        return process.pid();
    }

    /// Those that an operator would have to act on.
    List<String> complaints() {
        return lines().stream()
                .filter(line -> line.contains(" level=") && !line.contains(" level=info "))
                .toList();
    }

    /// Nothing forwards any more.
    @Override
    public void close() {
        kill();
        boolean _ = Forwarder.remove(instance);
    }

    private Process launch() throws IOException {
        starts++;
        log = Files.createFile(directory.resolve("log-" + starts));
        List<String> daemon = new ArrayList<>(List.of(Main.class.getName()));
        daemon.addAll(List.of("--config", directory.resolve("baro.yaml").toString(), "--instance", instance));
        daemon.addAll(List.of("--socket", directory.resolve("baro.sock").toString()));
        daemon.addAll(options);
        daemon.addAll(List.of("--state-directory", directory.resolve("state").toString()));
        ProcessBuilder builder =
                new ProcessBuilder(ChildJvm.command(namespace, List.of(), ChildJvm.CLASS_PATH, daemon));
        builder.environment().putAll(environment);
        return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }
}
