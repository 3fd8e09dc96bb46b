// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.lab.network.Background;
import dev.baro.lab.network.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The daemon under `nohup` and in background jobs of scripts, where its parent ignores the signals that it
/// is told things by.
@Timeout(120)
@Tag("end-to-end")
class SignalsEndToEnd {
    private static final int SIGHUP = 1;
    private static final int SIGINT = 2;
    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;

    private static final String INSTANCE = "barosig-lab";
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

    private BalancerHost host;

    @BeforeEach
    void build() {
        host = new BalancerHost("barosig-", directory);
    }

    @AfterEach
    void remove() {
        host.close();
    }

    @Test
    void reloadsOnAHangUpThatItsParentIgnored() throws IOException {
        Background daemon = start();

        Files.writeString(host.file(INSTANCE), CONFIGURATION + SECOND_VIP);
        daemon.signal(SIGHUP);

        daemon.awaitLog("revision=2");
        assertThat(daemon.output()).contains("event=CONFIG_APPLIED");
    }

    /// A hang-up has no force, and the kernel goes on with what it had.
    @Test
    void refusesOnAHangUpWhatTakesEveryVipAway() throws IOException {
        Background daemon = start();

        Files.writeString(host.file(INSTANCE), CONFIGURATION.substring(0, CONFIGURATION.indexOf("vips:")));
        daemon.signal(SIGHUP);

        String socket = host.socket(INSTANCE).toString();
        daemon.awaitLog("event=CONFIG_NEEDS_FORCE");
        assertThat(daemon.output())
                .contains("kept=1 text=\"every VIP is removed: store (203.0.113.1)\" fix=\"if that is meant, type:"
                        + " baro apply --force --socket " + socket + "\"");
        Command.Outcome status = host.baro("status", "--socket", socket).run();
        assertThat(status.output()).contains("203.0.113.1 ").contains("(r1 is in force)");
        Command.Outcome apply = host.baro("apply", "--socket", socket).run();
        assertThat(apply.exitCode()).isEqualTo(5);
        host.baro("apply", "--force", "--socket", socket).succeed();
        assertThat(daemon.output()).contains("event=NO_VIPS");
    }

    /// The kernel goes on with what the killed daemon left, until the file has VIPs again.
    @Test
    void startsWithNoEmptyFileOverWhatIsForwarded() throws IOException {
        Background killed = start();
        killed.signal(SIGKILL);
        killed.await();
        Files.writeString(host.file(INSTANCE), CONFIGURATION.substring(0, CONFIGURATION.indexOf("vips:")));

        Command.Outcome start = host.baro(host.run(INSTANCE)).run();

        assertThat(start.exitCode()).isEqualTo(5);
        assertThat(start.errors())
                .startsWith("baro run: " + host.file(INSTANCE)
                        + " has no VIP, and packets of 1 virtual service are still forwarded");
        assertThat(host.baro(host.run(INSTANCE, "--detach")).succeed()).startsWith("detached");
        assertThat(host.start(INSTANCE, CONFIGURATION.substring(0, CONFIGURATION.indexOf("vips:")))
                        .output())
                .contains("event=NO_VIPS");
    }

    /// The file with which no daemon could start again is refused by the one that runs.
    @Test
    void refusesAFileThatTheNextStartWouldRefuse() throws IOException {
        start();
        Files.writeString(host.file(INSTANCE), "cluster-secret-file: /nowhere/secret\n" + CONFIGURATION);

        Command.Outcome check = host.baro("check", host.file(INSTANCE).toString(), "--on-this-host")
                .run();
        Command.Outcome apply =
                host.baro("apply", "--socket", host.socket(INSTANCE).toString()).run();

        assertThat(List.of(check.exitCode(), apply.exitCode())).containsExactly(3, 3);
        assertThat(check.output())
                .startsWith(
                        host.file(INSTANCE) + ":1:1: cannot read the cluster secret /nowhere/secret: no such file\n");
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
        return host.start(INSTANCE, CONFIGURATION);
    }
}
