// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.agent.command.Agent;
import dev.baro.agent.config.AgentConfig;
import dev.baro.agent.config.ServedVip;
import dev.baro.agent.host.AppliedStateFile;
import dev.baro.agent.host.HostState;
import dev.baro.agent.host.TunnelEnd;
import dev.baro.agent.render.RenderFormat;
import dev.baro.agent.status.StatusText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What apply and undo leave on a server, in a namespace without traffic.
@Tag("end-to-end")
class ServerStateTest {
    private static final AgentConfig CONFIG = config("211.115.115.100=10:80,443", "2001:db8:115::100=10:80");

    /// This process is not in the server's namespace, so it can not attach there.
    private static final TunnelEnd NO_TUNNELS = new TunnelEnd("t-agent-none");

    @TempDir
    private Path stateDirectory;

    private Netns server;
    private Netns neighbour;

    @BeforeEach
    void build() {
        server = Netns.create("state");
        neighbour = Netns.create("state2");
        server.connect("eth0", neighbour, "eth0");
        server.address("192.0.2.10/24", "eth0");
        server.address("2001:db8:2::10/64", "eth0");
    }

    @AfterEach
    void tearDown() {
        if (neighbour != null) {
            neighbour.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void applySaysWhatItDid() throws IOException {
        assertThat(apply(CONFIG)).isEqualTo("""
                set net.ipv4.conf.all.arp_ignore to 1
                set net.ipv4.conf.all.arp_announce to 2
                added 211.115.115.100/32 to lo
                added 2001:db8:115::100/128 to lo
                replaced the rules of table inet baro
                """);
    }

    @Test
    void applyTwiceChangesNothing() throws IOException {
        apply(CONFIG);
        String before = server.exec("nft", "-a", "list", "ruleset");

        String second = apply(CONFIG);

        assertThat(second).isEqualTo("nothing to change\n");
        assertThat(server.exec("nft", "-a", "list", "ruleset")).isEqualTo(before);
    }

    @Test
    void applyReplacesVipsAndLeavesForeignTables() throws IOException {
        server.nft("table ip mine { chain c { type filter hook input priority 0; tcp dport 22 counter accept; }; }");
        String foreign = server.exec("nft", "list", "table", "ip", "mine");
        apply(CONFIG);

        String said = apply(config("211.115.115.101=11:80"));

        assertThat(said).isEqualTo("""
                added 211.115.115.101/32 to lo
                replaced the rules of table inet baro
                removed 211.115.115.100/32 from lo
                removed 2001:db8:115::100/128 from lo
                """);
        assertThat(server.exec("nft", "list", "table", "ip", "mine")).isEqualTo(foreign);
        assertThat(server.exec("nft", "list", "table", "inet", "baro")).doesNotContain("211.115.115.100");
    }

    @Test
    void applyMendsARuleThatSomebodyChanged() throws IOException {
        apply(CONFIG);
        server.exec("nft", "flush", "chain", "inet", "baro", "dscp-to-vip");

        assertThat(apply(CONFIG)).isEqualTo("replaced the rules of table inet baro\n");
        assertThat(status(CONFIG)).contains("211.115.115.100    dscp    10 (af11)  yes       ok    started");
    }

    @Test
    void undoLeavesNothing() throws IOException {
        String rules = server.exec("nft", "list", "ruleset");
        String addresses = server.exec("ip", "address", "show", "dev", "lo");
        apply(CONFIG);

        String said = undo();

        assertThat(said).isEqualTo("""
                removed table inet baro
                removed 211.115.115.100/32 from lo
                removed 2001:db8:115::100/128 from lo
                set net.ipv4.conf.all.arp_announce back to 0
                set net.ipv4.conf.all.arp_ignore back to 0
                """);
        assertThat(server.exec("nft", "list", "ruleset")).isEqualTo(rules);
        assertThat(server.exec("ip", "address", "show", "dev", "lo")).isEqualTo(addresses);
        assertThat(stateDirectory).isDirectoryNotContaining("glob:**.json");
        assertThat(undo()).isEqualTo("nothing to undo\n");
    }

    @Test
    void undoLeavesAVipThatWasThereBefore() throws IOException {
        server.exec("ip", "address", "add", "211.115.115.100/32", "dev", "lo");
        apply(config("211.115.115.100=10:80"));

        assertThat(undo()).endsWith("left 211.115.115.100/32 on lo: it was there before apply, or this is not known\n");
        assertThat(server.exec("ip", "address", "show", "dev", "lo")).contains("211.115.115.100/32");
    }

    @Test
    void savedRulesLoadAgainAndMeanTheSame() throws IOException {
        AgentConfig resolved = new AgentConfig(
                List.of(ServedVip.parse("211.115.115.100=10:80,443"), ServedVip.parse("2001:db8:115::100=10:80")),
                List.of("eth0"),
                List.of(),
                List.of());
        apply(resolved);

        neighbour.nft(server.exec("nft", "list", "ruleset"));

        assertThat(neighbour.exec("nft", "list", "ruleset")).isEqualTo(server.exec("nft", "list", "ruleset"));
    }

    @Test
    void renderedNftLoadsAndMeansTheSame() {
        neighbour.nft(RenderFormat.NFT.text(CONFIG));
        neighbour.nft(RenderFormat.NFT.text(CONFIG));

        assertThat(HostState.read(neighbour.commands(), NO_TUNNELS).ruleset().serves(CONFIG))
                .isTrue();
    }

    @Test
    void statusTellsStartedPartialAndStopped() throws IOException {
        assertThat(status(CONFIG)).isEqualTo("""
                VIP                METHOD  DSCP       LOOPBACK  RULE     STATE    PACKETS
                211.115.115.100    dscp    10 (af11)  missing   missing  stopped  0
                2001:db8:115::100  dscp    10 (af11)  missing   missing  stopped  0
                """);
        apply(CONFIG);
        assertThat(status(CONFIG)).isEqualTo("""
                VIP                METHOD  DSCP       LOOPBACK  RULE  STATE    PACKETS
                211.115.115.100    dscp    10 (af11)  yes       ok    started  0
                2001:db8:115::100  dscp    10 (af11)  yes       ok    started  0
                """);
        server.exec("ip", "address", "delete", "211.115.115.100/32", "dev", "lo");
        assertThat(status(CONFIG)).isEqualTo("""
                VIP                METHOD  DSCP       LOOPBACK  RULE  STATE    PACKETS
                211.115.115.100    dscp    10 (af11)  missing   ok    partial  0
                2001:db8:115::100  dscp    10 (af11)  yes       ok    started  0
                """);
    }

    @Test
    void statusSeesRulesForOtherPorts() throws IOException {
        apply(config("211.115.115.100=10:80"));

        assertThat(status(config("211.115.115.100=10:443"))).isEqualTo("""
                VIP              METHOD  DSCP       LOOPBACK  RULE     STATE    PACKETS
                211.115.115.100  dscp    10 (af11)  yes       differs  partial  0
                """);
    }

    @Test
    void macNeedsTheLoopbackAlone() throws IOException {
        AgentConfig mac = config("211.115.115.100=mac", "2001:db8:115::100=mac");
        assertThat(status(mac)).isEqualTo("""
                VIP                METHOD  DSCP  LOOPBACK  RULE  STATE    PACKETS
                211.115.115.100    mac     -     missing   -     stopped  -
                2001:db8:115::100  mac     -     missing   -     stopped  -
                """);

        assertThat(apply(mac)).isEqualTo("""
                set net.ipv4.conf.all.arp_ignore to 1
                set net.ipv4.conf.all.arp_announce to 2
                added 211.115.115.100/32 to lo
                added 2001:db8:115::100/128 to lo
                """);
        assertThat(apply(mac)).isEqualTo("nothing to change\n");
        assertThat(server.exec("nft", "list", "ruleset")).isEmpty();
        assertThat(status(mac)).isEqualTo("""
                VIP                METHOD  DSCP  LOOPBACK  RULE  STATE    PACKETS
                211.115.115.100    mac     -     yes       -     started  -
                2001:db8:115::100  mac     -     yes       -     started  -
                """);
    }

    @Test
    void changingToMacTakesTheRulesAway() throws IOException {
        apply(config("211.115.115.100=10:80"));

        assertThat(apply(config("211.115.115.100=mac"))).isEqualTo("removed table inet baro\n");
        assertThat(server.exec("nft", "list", "ruleset")).isEmpty();
    }

    @Test
    void statusShowsForeignRulesAndLeftovers() throws IOException {
        apply(config("211.115.115.100=10:80", "211.115.115.102=12:80"));
        server.nft("""
                table ip old { chain pre { type filter hook prerouting priority -350;
                    ip dscp 10 counter ip daddr set 211.115.115.1
                }; }
                """);

        assertThat(status(config("211.115.115.100=10:80"))).isEqualTo("""
                VIP              METHOD  DSCP       LOOPBACK  RULE    STATE     PACKETS
                211.115.115.100  dscp    10 (af11)  yes       ok      started   0
                211.115.115.1    dscp    10 (af11)  missing   ip old  foreign   0
                211.115.115.102  dscp    12 (af12)  yes       ok      leftover  0
                """);
    }

    private String apply(AgentConfig config) throws IOException {
        StringWriter out = new StringWriter();
        agent(out).apply(config, config.yaml());
        return out.toString();
    }

    private String undo() throws IOException {
        StringWriter out = new StringWriter();
        agent(out).undo();
        return out.toString();
    }

    private String status(AgentConfig config) {
        return StatusText.table(agent(new StringWriter()).status(config));
    }

    private Agent agent(StringWriter out) {
        AppliedStateFile memory = new AppliedStateFile(stateDirectory, "net.json", "this boot");
        return new Agent(server.commands(), NO_TUNNELS, memory, new PrintWriter(out, true), false);
    }

    private static AgentConfig config(String... vips) {
        return new AgentConfig(List.of(vips).stream().map(ServedVip::parse).toList(), List.of(), List.of(), List.of());
    }
}
