// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baro.lab.host.Launcher;
import dev.baro.lab.network.Background;
import dev.baro.lab.network.Command;
import dev.baro.lab.network.Names;
import dev.baro.lab.network.Namespace;
import dev.baro.lab.network.Prerequisites;
import dev.baro.lab.network.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A host for daemons: a namespace with eth0, 10.97.1.1/24, whose other end answers nothing. What daemons left in the
/// kernel goes with it.
final class BalancerHost implements AutoCloseable {
    private final Namespace namespace;
    private final Path directory;
    private final Set<String> instances = new LinkedHashSet<>();

    /// @param prefix    of the namespace's name
    /// @param directory for files and logs
    BalancerHost(String prefix, Path directory) {
        assumeTrue(Prerequisites.isRoot(), "needs root, for network namespaces and BPF");
        this.namespace = new Names(prefix).namespace("lb-a1");
        this.directory = directory;
        namespace.remove();
        Command.of("ip", "netns", "add", namespace.name()).succeed();
        shell("""
                sysctl -qw net.ipv4.ip_forward=1
                ip link set lo up
                ip link add eth0 type veth peer name far
                ip link set far up
                ip link set eth0 up
                ip address add 10.97.1.1/24 dev eth0
                """);
    }

    Namespace namespace() {
        return namespace;
    }

    String shellOutput(String line) {
        return namespace.command("sh", "-ec", line).succeed();
    }

    /// @param script of lines of sh
    void shell(String script) {
        namespace.command("sh", "-e").withInput(script).succeed();
    }

    /// Whose parent ignores signals, as under `nohup`; it is ready.
    Background start(String instance, String configuration) throws IOException {
        Files.writeString(file(instance), configuration);
        String line =
                String.join(" ", Launcher.ofThisCheckout().onHost(run(instance)).words());
        Background daemon = namespace
                .command("sh", "-c", "trap '' HUP INT TERM; exec " + line)
                .start(directory.resolve(instance + ".log"));
        daemon.awaitLog("event=READY");
        return daemon;
    }

    /// What an operator types on this host.
    Command baro(String... words) {
        return Launcher.ofThisCheckout().in(namespace, words);
    }

    Path file(String instance) {
        return directory.resolve(instance + ".yaml");
    }

    Path socket(String instance) {
        return directory.resolve(instance + ".sock");
    }

    /// @return the words of `baro` that run this instance
    String[] run(String instance, String... more) {
        instances.add(instance);
        List<String> words = new ArrayList<>(List.of(
                "run",
                "--config",
                file(instance).toString(),
                "--instance",
                instance,
                "--socket",
                socket(instance).toString(),
                "--state-directory",
                directory.resolve(instance + "-state").toString()));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    @Override
    public void close() {
        Processes.kill(namespace.processes());
        instances.forEach(instance -> Launcher.ofThisCheckout()
                .onHost("run", "--detach", "--instance", instance)
                .run());
        namespace.remove();
    }
}
