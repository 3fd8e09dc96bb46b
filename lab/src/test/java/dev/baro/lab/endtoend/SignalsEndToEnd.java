// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
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
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The daemon under `nohup` and in background jobs of scripts, where its parent ignores the signals that it is told
/// things by.
@Timeout(120)
@Tag("end-to-end")
class SignalsEndToEnd {
    private static final int SIGHUP = 1;
    private static final int SIGINT = 2;
    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;

    private static final String INSTANCE = "barosig-lab";
    private static final Namespace BALANCER = new Names("barosig-").namespace("lb-a1");
    private static final String CONFIGURATION = """
            version: 1
            balancers:
              lb-a1: {address: 10.97.1.1, interfaces: [eth0]}
            servers:
              web: {address: 10.97.1.2}
            vips:
              store: {address: 203.0.113.1, dscp: 10, servers: [web], ports: {http: {port: 80}}}
            """;
    private static final String SECOND_VIP =
            "  mail: {address: 203.0.113.2, dscp: 11, servers: [web], ports: {smtp: {port: 25}}}\n";

    @TempDir
    private Path directory;

    @BeforeEach
    void build() {
        assumeTrue(Prerequisites.isRoot(), "needs root, for network namespaces and BPF");
        BALANCER.remove();
        Command.of("ip", "netns", "add", BALANCER.name()).succeed();
        BALANCER.command("sh", "-e").withInput("""
                        sysctl -qw net.ipv4.ip_forward=1
                        ip link set lo up
                        ip link add eth0 type veth peer name far
                        ip link set far up
                        ip link set eth0 up
                        ip address add 10.97.1.1/24 dev eth0
                        """).succeed();
    }

    @AfterEach
    void remove() {
        if (BALANCER.exists()) {
            Processes.kill(BALANCER.processes());
            Launcher.ofThisCheckout().onHost(words("--detach")).run();
            BALANCER.remove();
        }
    }

    @Test
    void reloadsOnAHangUpThatItsParentIgnored() throws IOException {
        Background daemon = start();

        Files.writeString(file(), CONFIGURATION + SECOND_VIP);
        daemon.signal(SIGHUP);

        daemon.awaitLog("revision=2");
        assertThat(daemon.output()).contains("event=CONFIG_APPLIED");
    }

    /// A hang-up has no force, and the kernel goes on with what it had.
    @Test
    void refusesOnAHangUpWhatTakesEveryVipAway() throws IOException {
        Background daemon = start();

        Files.writeString(file(), CONFIGURATION.substring(0, CONFIGURATION.indexOf("vips:")));
        daemon.signal(SIGHUP);

        String socket = directory.resolve("sock").toString();
        daemon.awaitLog("event=CONFIG_NEEDS_FORCE");
        assertThat(daemon.output())
                .contains("kept=1 text=\"every VIP goes: store (203.0.113.1)\""
                        + " fix=\"if that is meant, type: baro apply --force --socket " + socket + "\"");
        Command.Outcome status = Launcher.ofThisCheckout()
                .in(BALANCER, "status", "--socket", socket)
                .run();
        assertThat(status.output()).contains("203.0.113.1 ").contains("(r1 is in force)");
        Command.Outcome apply = Launcher.ofThisCheckout()
                .in(BALANCER, "apply", "--socket", socket)
                .run();
        assertThat(apply.exitCode()).isEqualTo(5);
        Launcher.ofThisCheckout()
                .in(BALANCER, "apply", "--force", "--socket", socket)
                .succeed();
        assertThat(daemon.output()).contains("event=NO_VIPS");
    }

    /// The kernel goes on with what the killed daemon left, until the file has VIPs again.
    @Test
    void startsWithNoEmptyFileOverWhatIsForwarded() throws IOException {
        Background killed = start();
        killed.signal(SIGKILL);
        killed.await();
        Files.writeString(file(), CONFIGURATION.substring(0, CONFIGURATION.indexOf("vips:")));

        Command.Outcome start = Launcher.ofThisCheckout().in(BALANCER, words()).run();

        assertThat(start.exitCode()).isEqualTo(5);
        assertThat(start.errors())
                .startsWith("baro run: " + file() + " has no VIP, and packets of 1 virtual service are forwarded");
        assertThat(Launcher.ofThisCheckout().in(BALANCER, words("--detach")).succeed())
                .startsWith("detached");
        assertThat(start(CONFIGURATION.substring(0, CONFIGURATION.indexOf("vips:")))
                        .output())
                .contains("event=NO_VIPS");
    }

    /// The file with which no daemon could start again is refused by the one that runs.
    @Test
    void refusesAFileThatTheNextStartWouldRefuse() throws IOException {
        start();
        Files.writeString(file(), "cluster-secret-file: /nowhere/secret\n" + CONFIGURATION);

        Command.Outcome check = Launcher.ofThisCheckout()
                .in(BALANCER, "check", file().toString(), "--on-this-host")
                .run();
        Command.Outcome apply = Launcher.ofThisCheckout()
                .in(BALANCER, "apply", "--socket", directory.resolve("sock").toString())
                .run();

        assertThat(List.of(check.exitCode(), apply.exitCode())).containsExactly(3, 3);
        assertThat(check.output())
                .startsWith(file() + ":1:1: cannot read the cluster secret /nowhere/secret: no such file\n");
        assertThat(apply.errors()).isEqualTo(check.output() + "correct the lines above; nothing has changed\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {SIGINT, SIGTERM})
    void endsOnASignalThatItsParentIgnored(int signal) throws IOException {
        Background daemon = start();

        daemon.signal(signal);

        assertThat(daemon.await()).contains("event=STOPPING");
    }

    private Background start() throws IOException {
        return start(CONFIGURATION);
    }

    private Background start(String configuration) throws IOException {
        Files.writeString(file(), configuration);
        String line = String.join(" ", Launcher.ofThisCheckout().onHost(words()).words());
        Background daemon = BALANCER.command("sh", "-c", "trap '' HUP INT TERM; exec " + line)
                .start(directory.resolve("daemon.log"));
        daemon.awaitLog("event=READY");
        return daemon;
    }

    private Path file() {
        return directory.resolve("baro.yaml");
    }

    private String[] words(String... more) {
        String[] words = {
            "run",
            "--config",
            file().toString(),
            "--instance",
            INSTANCE,
            "--socket",
            directory.resolve("sock").toString(),
            "--state-directory",
            directory.resolve("state").toString()
        };
        return Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray(String[]::new);
    }
}
