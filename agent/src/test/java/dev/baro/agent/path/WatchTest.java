// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.agent.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `baro agent watch` in a namespace, while others take away what apply put there.
@Tag("end-to-end")
class WatchTest {
    private static final String[] APPLY = {"apply", "--vip", "211.115.115.100=10:80", "--vip", "2001:db8:115::100=10:80"
    };

    @TempDir
    private Path directory;

    private Netns server;
    private Netns neighbour;
    private AgentProcess agent;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void build() throws Exception {
        server = Netns.create("watch");
        neighbour = Netns.create("watch2");
        server.connect("eth0", neighbour, "eth0");
        server.address("192.0.2.10/24", "eth0");
        agent = new AgentProcess(server, directory);
        agent.succeed(APPLY);
    }

    @AfterEach
    void tearDown() {
        started.forEach(Process::destroyForcibly);
        neighbour.close();
        server.close();
    }

    @Test
    void putsBackWhatOthersTookAway() throws Exception {
        BufferedReader events = start().inputReader();

        server.exec("ip", "address", "delete", "211.115.115.100/32", "dev", "lo");
        assertThat(events.readLine())
                .endsWith("event=DRIFT_REPAIRED in_a_row=1 text=\"added 211.115.115.100/32 to lo\"");
        server.exec("nft", "flush", "ruleset");
        assertThat(events.readLine()).contains("text=\"replaced the rules of table inet baro\"");

        assertThat(agent.run("status").out()).doesNotContain("partial").contains("started");
    }

    @Test
    void leavesEverythingInPlaceWhenItIsKilled() throws Exception {
        start().destroyForcibly().waitFor();

        assertThat(agent.run("status").code()).isZero();
    }

    @Test
    @Timeout(60)
    void endsOnASignalThatItsParentIgnored() throws Exception {
        Process watch = start("sh", "-c", "trap '' HUP INT TERM; exec \"$@\"", "sh");
        server.exec("ip", "address", "delete", "211.115.115.100/32", "dev", "lo");
        assertThat(watch.inputReader().readLine()).contains("event=DRIFT_REPAIRED");

        server.exec("kill", "-HUP", Long.toString(watch.pid()));
        server.exec("ip", "address", "delete", "211.115.115.100/32", "dev", "lo");
        assertThat(watch.inputReader().readLine()).as("survives its terminal").contains("event=DRIFT_REPAIRED");

        server.exec("kill", "-INT", Long.toString(watch.pid()));
        assertThat(watch.waitFor()).isNotZero();
    }

    @Test
    void keepsNothingAfterUndo() throws Exception {
        agent.succeed("undo");

        assertThat(agent.succeed("watch", "--looks", "1")).isEmpty();
        assertThat(server.exec("nft", "list", "ruleset")).isEmpty();
    }

    @Test
    void followsTheNextApply() throws Exception {
        Process watch = start();

        agent.succeed("apply", "--vip", "211.115.115.101=11:80");
        server.exec("ip", "address", "delete", "211.115.115.101/32", "dev", "lo");

        assertThat(watch.inputReader().readLine()).contains("text=\"added 211.115.115.101/32 to lo\"");
        assertThat(server.exec("ip", "address", "show", "dev", "lo")).doesNotContain("211.115.115.100/32");
    }

    @Test
    void applyWithoutAFileRepeatsTheLastOne() throws Exception {
        server.exec("nft", "delete", "table", "inet", "baro");

        assertThat(agent.succeed("apply")).isEqualTo("replaced the rules of table inet baro\n");
    }

    @Test
    void theLastOneIsRefusedWhereTheServerAllowsItNoMore() throws Exception {
        Path allowed = Files.writeString(directory.resolve("allowed-vips"), "203.0.113.0/24\n");

        AgentProcess.Ended ended = agent.run("apply", "--allow-file", allowed.toString());

        assertThat(ended.code()).isEqualTo(3);
        assertThat(ended.err()).contains("211.115.115.100 is not allowed on this server");
    }

    @Test
    void saysWhatItCanNotMendAndGoesOn() throws Exception {
        server.exec("ip", "address", "add", "211.115.115.100/32", "dev", "eth0");

        String said = agent.succeed("watch", "--looks", "2", "--every", "1");

        assertThat(said.lines())
                .hasSize(2)
                .allMatch(line -> line.contains("event=REPAIR_FAILED")
                        && line.contains("VIP 211.115.115.100 is an address of eth0"));
        assertThat(said).contains("in_a_row=1").contains("in_a_row=2");
    }

    /// @param through what starts it, in place of the test itself
    private Process start(String... through) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(through));
        words.addAll(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "watch",
                "--every",
                "1",
                "--state-dir",
                directory.toString()));
        Process watch = server.start(words);
        started.add(watch);
        assertThat(watch.waitFor(50, TimeUnit.MILLISECONDS)).isFalse();
        return watch;
    }
}
