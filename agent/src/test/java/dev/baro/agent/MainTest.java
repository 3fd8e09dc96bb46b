// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.agent.path.Netns;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {
    @TempDir
    private Path directory;

    /// @param code the exit code
    private record Ended(int code, String out, String err) {}

    @Test
    void anUnknownWordIsWrongUsage() {
        Ended ended = run("aply");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("Did you mean: baro agent apply");
    }

    @Test
    void aBadVipIsWrongUsage() {
        Ended ended = run("render", "-f", "nft", "--vip", "211.115.115.100=64");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("DSCP must be 1..63 but is 64");
    }

    @Test
    void aFileAndVipsExcludeEachOther() {
        Ended ended = run("render", "-f", "nft", "--config", "x", "--vip", "211.115.115.100=10:80");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("--config and --vip are mutually exclusive");
    }

    @Test
    void aBadFileIsShownLineByLine() throws IOException {
        Path file = Files.writeString(
                directory.resolve("agent.yaml"),
                "version: 1\nvips:\n  - {address: 211.115.115.100, dscp: 64, ports: [80]}\n");

        Ended ended = run("render", "-f", "nft", "--config", file.toString());

        assertThat(ended.code()).isEqualTo(3);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).isEqualTo("""
                %1$s:3:38: dscp 64 is out of range
                    3 |   - {address: 211.115.115.100, dscp: 64, ports: [80]}
                      |                                      ^^ 1 to 63; tos 64 is dscp 16
                1 error
                baro agent: %1$s is invalid, nothing was changed
                """.formatted(file));
    }

    @Test
    void oneDscpForTwoVipsOfTheCommandLineIsInvalid() {
        Ended ended = run("render", "-f", "nft", "--vip", "203.0.113.1=10:80", "--vip", "203.0.113.2=10:80");

        assertThat(ended.code()).isEqualTo(3);
        assertThat(ended.err()).startsWith("--vip: dscp 10 is given to both 203.0.113.1 and 203.0.113.2\n");
    }

    @Test
    void aMissingFileIsInvalid() {
        assertThat(run("apply", "--config", "/nowhere/agent.yaml"))
                .isEqualTo(new Ended(3, "", "baro agent: there is no /nowhere/agent.yaml\n"));
    }

    @Test
    void rendersVipsOfTheCommandLine() {
        assertThat(run("render", "--format", "dsr.d", "--vip", "211.115.115.100=10:80,443"))
                .isEqualTo(new Ended(0, """
                        # ==> /etc/dsr.d/baro.conf
                        # VIP=DSCP. dsrtools does not support ports: the mark sends every port of this server to the VIP.
                        211.115.115.100=10
                        """, ""));
    }

    @Test
    void statusEndsWithZeroOnlyWhenAllIsStarted() throws Exception {
        try (Netns server = Netns.create("main")) {
            String[] vip = {"--vip", "211.115.115.100=10:80,443", "--state-dir", directory.toString()};
            assertThat(inside(server, "", "status", vip).code()).isEqualTo(1);

            Ended applied = inside(server, "", "apply", vip);
            Ended status = inside(server, "", "status", "-o", "json", "--state-dir", directory.toString());

            assertThat(applied.code()).as(applied.err()).isZero();
            assertThat(status).isEqualTo(new Ended(0, """
                    {
                      "started" : true,
                      "vips" : [ {
                        "vip" : "211.115.115.100",
                        "method" : "dscp",
                        "dscp" : 10,
                        "class" : "AF11",
                        "loopback" : true,
                        "rule" : "ok",
                        "table" : "inet baro",
                        "state" : "started",
                        "packets" : 0
                      } ],
                      "tunnels" : [ ],
                      "tunnel-losses" : [ ]
                    }
                    """, ""));
        }
    }

    @Test
    void dryRunChangesNothing() throws Exception {
        try (Netns server = Netns.create("main")) {
            Path state = directory.resolve("state");

            Ended ended = inside(
                    server,
                    "",
                    "apply",
                    "--dry-run",
                    "--vip",
                    "211.115.115.100=10:80",
                    "--state-dir",
                    state.toString());

            assertThat(ended.code()).isZero();
            assertThat(ended.out()).startsWith("""
                    sysctl -q -w net.ipv4.conf.all.arp_ignore=1
                    sysctl -q -w net.ipv4.conf.all.arp_announce=2
                    ip address add 211.115.115.100/32 dev lo
                    nft -f - <<'EOF'
                    """);
            assertThat(server.exec("nft", "list", "ruleset")).isEmpty();
            assertThat(state).doesNotExist();
        }
    }

    @Test
    void withoutCapabilityItEndsWithSeven() throws Exception {
        try (Netns server = Netns.create("main")) {
            Ended ended = inside(
                    server,
                    "setpriv --bounding-set -net_admin --inh-caps -net_admin",
                    "status",
                    "--vip",
                    "211.115.115.100=10:80");

            assertThat(ended).isEqualTo(new Ended(7, "", "baro agent: CAP_NET_ADMIN is required: run it with sudo\n"));
        }
    }

    @Test
    void asksForTheBpfFileSystemThatIpNetnsExecHides() throws Exception {
        try (Netns server = Netns.create("main");
                Netns other = Netns.create("main2")) {
            server.connect("eth0", other, "eth0");
            server.address("192.0.2.10/24", "eth0");

            Ended ended =
                    inside(server, "", "apply", "--vip", "203.0.113.10=ipip", "--state-dir", directory.toString());

            assertThat(ended.code()).isOne();
            assertThat(ended.err()).endsWith("""
                    baro agent: no BPF file system on /sys/fs/bpf: mount -t bpf bpf /sys/fs/bpf; under ip netns exec, \
                    which hides it, use nsenter --net= instead
                    """);
        }
    }

    @Test
    void aMissingProgramIsNamed() throws Exception {
        try (Netns server = Netns.create("main")) {
            Ended ended = inside(server, "env PATH=/nowhere", "status", "--vip", "211.115.115.100=10:80");

            assertThat(ended)
                    .isEqualTo(new Ended(1, "", "baro agent: ip is missing: install package iproute2 and try again\n"));
        }
    }

    private static Ended run(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int code = line.execute(words);
        return new Ended(code, out.toString(), err.toString());
    }

    /// The agent in a JVM of its own, as the launcher starts it.
    private Ended inside(Netns namespace, String wrapper, String verb, String... words)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(namespace.commands().prefix());
        if (!wrapper.isEmpty()) {
            command.addAll(List.of(wrapper.split(" ", -1)));
        }
        command.addAll(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                verb));
        command.addAll(List.of(words));
        Path err = directory.resolve("err");
        Process process =
                new ProcessBuilder(command).redirectError(err.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), out, Files.readString(err));
    }
}
