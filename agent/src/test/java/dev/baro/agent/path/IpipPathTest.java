// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.path;

import static dev.baro.agent.path.IpipPath.VIP;
import static dev.baro.agent.path.IpipPath.VIP6;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.agent.Main;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Real packets of method ipip from a client through a balancer to a server that the agent has
/// prepared, and straight back.
@TestMethodOrder(MethodOrderer.MethodName.class)
@Tag("end-to-end")
class IpipPathTest {
    private static final String[] APPLY = {"apply", "--vip", VIP + "=ipip", "--vip", VIP6 + "=ipip"};

    @TempDir
    private static Path directory;

    @RegisterExtension
    private static final PathEnds<IpipPath> ENDS = new PathEnds<>(() -> new IpipPath(directory, "eth0"));

    private static IpipPath path;
    private static Peer client;

    @BeforeAll
    static void build() throws Exception {
        path = ENDS.path();
        client = ENDS.client();
        path.agent.succeed(APPLY);
        ENDS.serve(80, VIP, VIP6);
    }

    @BeforeEach
    void configured() throws Exception {
        path.tunnelBy(4);
    }

    @ParameterizedTest
    @CsvSource({"4, 203.0.113.10", "6, 203.0.113.10", "4, 2001:db8:ffff::10", "6, 2001:db8:ffff::10"})
    void everyFamilyInEveryFamilyIsAnsweredByTheVip(int outer, String vip) throws Exception {
        path.tunnelBy(outer);

        assertThat(client.ask("tcp", vip, 80, 200_000)).isEqualTo("got 200000");
        assertThat(client.ask("udp", vip, 80, 100, 0)).isEqualTo("got 100");
        assertThat(client.ask("udp", vip, 80, 4000, 0)).as("fragments").isEqualTo("got 4000");
        assertThat(client.ask("ping", vip)).isEqualTo("answered");
    }

    @Test
    void statusTellsStartedPartialAndStopped() throws Exception {
        String[] status =
                Stream.concat(Stream.of("status"), Stream.of(APPLY).skip(1)).toArray(String[]::new);
        assertThat(path.agent.succeed(status).replaceAll("  \\d+\n", "  N\n")).isEqualTo("""
                VIP                METHOD  DSCP  LOOPBACK  RULE  STATE    PACKETS
                203.0.113.10       ipip    -     yes       ok    started  N
                2001:db8:ffff::10  ipip    -     yes       ok    started  N

                tunnel headers are removed on eth0 (native)
                """);
        path.server.exec("ip", "address", "delete", VIP + "/32", "dev", "lo");
        path.server.exec("ip", "address", "add", "192.0.2.11/24", "dev", "eth0");
        assertThat(path.agent.run(status).out().replaceAll("  \\d+\n", "  N\n")).startsWith("""
                VIP                METHOD  DSCP  LOOPBACK  RULE     STATE    PACKETS
                203.0.113.10       ipip    -     missing   differs  partial  N
                2001:db8:ffff::10  ipip    -     yes       differs  partial  N
                """);

        assertThat(path.agent.succeed(APPLY)).isEqualTo("""
                added 203.0.113.10/32 to lo
                tunnel headers are removed on eth0
                """);
        path.server.exec("ip", "address", "delete", "192.0.2.11/24", "dev", "eth0");
        path.agent.succeed(APPLY);
        assertThat(path.agent.succeed(APPLY)).isEqualTo("nothing to change\n");
    }

    @Test
    void undoTakesItOffAndNothingIsAnsweredAnyMore() throws Exception {
        assertThat(path.agent.succeed("undo")).isEqualTo("""
                tunnel headers are kept on
                removed 203.0.113.10/32 from lo
                removed 2001:db8:ffff::10/128 from lo
                set net.ipv4.conf.all.arp_announce back to 0
                set net.ipv4.conf.all.arp_ignore back to 0
                """);

        assertThat(path.server.exec("ip", "link", "show", "dev", "eth0")).doesNotContain("xdp");
        assertThat(client.ask("udp", VIP, 80, 100, 0)).isEqualTo("timeout");
        path.agent.succeed(APPLY);
        assertThat(client.ask("udp", VIP, 80, 100, 0)).isEqualTo("got 100");
    }

    @Test
    void aVipThatIsNotServedAnyMoreIsShownAndThenRemoved() throws Exception {
        String[] one = {"--vip", VIP + "=ipip"};

        assertThat(path.agent.run("status", one[0], one[1]).out())
                .containsPattern("2001:db8:ffff::10  ipip    -     yes +ok    leftover");
        path.agent.succeed("apply", one[0], one[1]);
        assertThat(client.ask("udp", VIP, 80, 100, 0)).isEqualTo("got 100");
        assertThat(client.ask("udp", VIP6, 80, 100, 0)).isEqualTo("timeout");
        assertThat(path.agent.succeed("apply", "--vip", VIP + "=mac")).isEqualTo("tunnel headers are kept on\n");
        path.agent.succeed(APPLY);
    }

    @Test
    void changesOfOtherVipsLoseNothing() throws Exception {
        client.ask("stream", VIP, 80);

        for (int i = 0; i < 3; i++) {
            path.agent.succeed("apply", "--vip", VIP + "=ipip", "--vip", "203.0.113.11=ipip");
            path.agent.succeed(APPLY);
        }

        assertThat(client.ask("stop")).matches("lost 0 of [1-9]\\d{2,}");
    }

    @Test
    void anInterfaceWithAnotherProgramIsNamed() throws Exception {
        path.agent.succeed("undo");
        path.server.exec("ip", "link", "set", "dev", "eth0", "xdp", "obj", directory + "/encap4.bpf.o", "sec", "xdp");
        AgentProcess.Ended ended = path.agent.run(APPLY);
        path.server.exec("ip", "link", "set", "dev", "eth0", "xdp", "off");

        assertThat(ended.code()).isOne();
        assertThat(ended.err())
                .isEqualTo("baro agent: eth0 has another XDP program; detach it: ip link set dev eth0 xdp off\n");
        path.agent.succeed(APPLY);
    }

    @Test
    void theCongestionMarkOfTheTunnelReachesTheServer() throws Exception {
        path.server.nft("""
                table inet watch {
                    counter ce {}
                    chain in { type filter hook input priority 0;
                        ip daddr 203.0.113.10 udp dport 80 ip ecn ce counter name ce
                    }
                }
                """);
        path.balancer.nft("""
                table inet congested {
                    chain out { type filter hook postrouting priority 0; ip daddr 192.0.2.10 ip ecn set ce; }
                }
                """);
        try {
            assertThat(client.ask("udp", VIP, 80, 100, 2)).isEqualTo("got 100");
            assertThat(client.ask("udp", VIP, 80, 100, 0)).as("not ECN-capable").isEqualTo("timeout");
            assertThat(path.server.exec("nft", "list", "counter", "inet", "watch", "ce"))
                    .contains("packets 1 ");
        } finally {
            path.balancer.exec("nft", "delete", "table", "inet", "congested");
            path.server.exec("nft", "delete", "table", "inet", "watch");
        }
    }

    @Test
    void renderLoadsNoNativeCode() throws Exception {
        Path log = directory.resolve("classes.log");
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xlog:class+load:file=" + log,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "render",
                        "--format",
                        "nft",
                        "--vip",
                        VIP + "=ipip")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();

        assertThat(process.waitFor()).isZero();
        assertThat(Files.readString(log)).doesNotContain("java.lang.foreign.Linker ");
    }
}
