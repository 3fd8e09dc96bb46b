// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.Daemon;
import dev.baro.balancer.control.Settings;
import dev.baro.core.api.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two daemons on one host, each with an address of its loopback interface.
class PeerCommandsTest extends StoreDaemon {
    private static final String BOTH = Texts.STORE.replace(
            "data-centres:", "  lb-a2: {data-centre: idc-a, address: 192.0.2.12, interfaces: [eth0]}\ndata-centres:");

    private Path otherFile;
    private Path otherSocket;
    private Daemon other;

    @Override
    Daemon daemon(Settings settings) {
        try {
            Files.writeString(settings.config(), BOTH);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return super.daemon(named("lb-a1", settings));
    }

    private static Settings named(String balancer, Settings settings) {
        return new Settings(
                settings.config(),
                balancer,
                List.of("eth0"),
                settings.instance(),
                settings.socket(),
                settings.stateDirectory());
    }

    @BeforeEach
    void startOther(@TempDir Path directory) throws IOException {
        otherFile = Files.writeString(directory.resolve("baro.yaml"), BOTH);
        otherSocket = directory.resolve("baro.sock");
        Settings settings = new Settings(otherFile, "", List.of(), "test-2", otherSocket, directory.resolve("state"));
        other = super.daemon(named("lb-a2", settings));
    }

    @AfterEach
    void stopOther() {
        other.close();
    }

    @Test
    void threeCommandsMakeAPair() throws IOException {
        Run invited = baro("peer", "invite", "--address", "127.0.0.1");
        assertThat(invited.exitCode()).as(invited.err()).isZero();

        Run joined = atOther("peer", "join", invited.out().strip(), "--address", "127.0.0.2");
        assertThat(joined.err()).isEmpty();
        assertThat(joined.out()).isEqualTo("lb-a2 joined lb-a1; put one configuration on all: baro apply --all FILE\n");

        Path wanted = Files.writeString(file.resolveSibling("wanted.yaml"), BOTH.replace("dscp: 10", "dscp: 20"));
        awaitUp();
        Run refused = baro("apply", "--all", wanted.toString());
        assertThat(refused.exitCode()).as(refused.err()).isEqualTo(ExitCode.NEEDS_FORCE);
        assertThat(Files.readString(file)).isEqualTo(BOTH);

        Run applied = baro("apply", "--all", wanted.toString(), "--force", "--reason", "new mark");
        assertThat(applied.out()).as(applied.err()).isEqualTo("lb-a1: r2 live\nlb-a2: r2 live\n");
        assertThat(otherFile).hasSameTextualContentAs(wanted);
        assertThat(atOther("history").out()).contains(" at lb-a1 ").contains("new mark");
        assertThat(baro("peer", "list").out())
                .contains("lb-a2")
                .contains("127.0.0.2")
                .doesNotContain("No peers");

        assertThat(baro("peer", "remove", "lb-a2").exitCode()).isZero();
        assertThat(baro("peer", "list").out()).contains("not-joined");
    }

    @Test
    void aBalancerOfTheFileThatHasNotJoinedIsSilent() {
        Run refused = baro("apply", "--all");
        Run forced = baro("apply", "--all", "--reachable");

        assertThat(baro("peer", "list").out()).contains("lb-a2").contains("not-joined");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.err()).contains("lb-a2 is not reached");
        assertThat(forced.exitCode()).isEqualTo(ExitCode.PARTLY_DONE);
        assertThat(forced.out()).isEqualTo("lb-a1: r2 live\n");
        assertThat(forced.err()).isEqualTo("lb-a2: silent: it was skipped\n");
    }

    @Test
    void aFileIsForAllOnly() {
        Run run = baro("apply", file.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("require --all");
    }

    @Test
    void aLineThatIsNoInvitationIsRefused() {
        Run run = atOther("peer", "join", "baro-peer/1/192.0.2.1");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err())
                .contains("the line is not an invitation of this version")
                .contains("baro peer invite");
    }

    private void awaitUp() {
        long endNs = System.nanoTime() + 20_000_000_000L;
        while (!baro("peer", "list").out().contains(" up ") && System.nanoTime() < endNs) {
            java.util.concurrent.locks.LockSupport.parkNanos(100_000_000L);
        }
    }

    private Run atOther(String... words) {
        List<String> line = new java.util.ArrayList<>(List.of(words));
        line.addAll(List.of("--socket", otherSocket.toString()));
        return Run.baro(line.toArray(String[]::new));
    }
}
