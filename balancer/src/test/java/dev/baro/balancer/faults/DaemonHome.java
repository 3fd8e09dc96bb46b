// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.faults;

import dev.baro.balancer.Daemon;
import dev.baro.balancer.RawHttp;
import dev.baro.balancer.control.KernelForwarding;
import dev.baro.balancer.control.Settings;
import dev.baro.balancer.probe.InNetwork;
import dev.baro.balancer.probe.Prober;
import dev.baro.core.api.Json;
import dev.baro.core.api.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Where the daemons of one instance leave what they leave, one after the other.
///
/// @param directory of the file, the socket and the state
record DaemonHome(String instance, Path directory) {
    private static final Path PINS = Path.of("/sys/fs/bpf/baro");

    List<String> arguments() {
        return List.of(
                "--config",
                config().toString(),
                "--instance",
                instance,
                "--socket",
                socket().toString(),
                "--state-directory",
                state().toString());
    }

    void write(String text) throws IOException {
        Files.writeString(config(), text);
    }

    /// A daemon of this process. It uses its servers when this returns.
    Daemon start(String text) throws IOException {
        write(text);
        Settings settings = new Settings(config(), "", List.of(), instance, socket(), state());
        Daemon daemon = InNetwork.call(
                BalancedSegment.BALANCER, () -> Daemon.start(settings, KernelForwarding::open, Prober::start));
        try {
            KilledDaemon.await(this::isServed);
            return daemon;
        } catch (RuntimeException | Error e) {
            daemon.close();
            throw e;
        }
    }

    /// Whether a daemon answers, and uses all of its servers.
    boolean isServed() {
        try {
            return Files.exists(socket()) && usesAllServers(status());
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /// Names and contents of all that is left in files, a line for each file and each word in it.
    String files() throws IOException {
        List<String> files = new ArrayList<>();
        try (Stream<Path> found = Files.walk(directory)) {
            for (Path file : found.filter(this::isState).sorted().toList()) {
                files.add(directory.relativize(file).toString());
                if (file.startsWith(state()) && Files.isRegularFile(file)) {
                    Files.readAllLines(file).stream().sorted().forEach(line -> files.add("  " + line));
                }
            }
        }
        try (Stream<Path> found = Files.list(PINS)) {
            found.map(pins -> pins.getFileName().toString())
                    .filter(name -> name.equals(instance) || name.startsWith(instance + "_"))
                    .map(name -> name.replace(instance, "instance"))
                    .sorted()
                    .forEach(files::add);
        }
        return String.join("\n", files);
    }

    private static boolean usesAllServers(Status status) {
        return status.vips().stream()
                .flatMap(vip -> vip.servers().stream())
                .allMatch(server -> server.health().equals("up"));
    }

    private Status status() {
        try {
            return Json.read(RawHttp.get(socket(), "/v1/status").body(), Status.class);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path config() {
        return directory.resolve("baro.yaml");
    }

    private Path socket() {
        return directory.resolve("run/baro.sock");
    }

    /// What happened is another story after a kill; what holds is not.
    private boolean isState(Path file) {
        return !file.startsWith(state().resolve("history"))
                && !String.valueOf(file.getFileName()).startsWith("events.jsonl");
    }

    private Path state() {
        return directory.resolve("state");
    }
}
