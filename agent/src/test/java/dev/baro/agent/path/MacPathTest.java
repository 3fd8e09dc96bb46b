// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.agent.command.Agent;
import dev.baro.agent.config.AgentConfig;
import dev.baro.agent.config.ServedVip;
import dev.baro.agent.host.AppliedStateFile;
import dev.baro.agent.host.TunnelEnd;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Method mac: a client on the server's segment, which sends frames for the VIP to the server's MAC address.
@Tag("end-to-end")
class MacPathTest {
    private static final String VIP = "192.0.2.100";
    private static final String VIP6 = "2001:db8:2::100";

    @TempDir
    private Path stateDirectory;

    private Netns client;
    private Netns server;

    @BeforeEach
    void build() throws IOException {
        client = Netns.create("mcl");
        server = Netns.create("msv");
        client.connect("eth0", server, "eth0");
        client.address("192.0.2.1/24", "eth0");
        client.address("2001:db8:2::1/64", "eth0");
        server.address("192.0.2.10/24", "eth0");
        server.address("2001:db8:2::10/64", "eth0");
        AgentConfig config = new AgentConfig(
                List.of(ServedVip.parse(VIP + "=mac"), ServedVip.parse(VIP6 + "=mac")),
                List.of(),
                List.of(),
                List.of());
        PrintWriter out = new PrintWriter(new StringWriter());
        AppliedStateFile memory = new AppliedStateFile(stateDirectory, "net.json", "boot");
        new Agent(server.commands(), new TunnelEnd("t-agent-none"), memory, out, false).apply(config, config.yaml());
    }

    @AfterEach
    void tearDown() {
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {VIP, VIP6})
    void framesToTheServersMacAreAnsweredByTheVip(String vip) throws IOException {
        String mac = server.exec("cat", "/sys/class/net/eth0/address").strip();
        client.exec("ip", "neighbour", "add", vip, "lladdr", mac, "dev", "eth0");

        try (Peer serving = new Peer(server);
                Peer asking = new Peer(client)) {
            assertThat(serving.ask("serve", vip, 80)).isEqualTo("serving");
            assertThat(asking.ask("tcp", vip, 80, 200_000)).isEqualTo("got 200000");
            assertThat(asking.ask("udp", vip, 80, 4000, 0)).isEqualTo("got 4000");
        }
    }

    /// Worst case for IPv6: the server forwards, proxies, and hears every multicast packet.
    @Test
    void nobodyOnTheSegmentLearnsTheVip() throws IOException {
        server.exec("sysctl", "-q", "-w", "net.ipv6.conf.all.forwarding=1", "net.ipv6.conf.all.proxy_ndp=1");
        server.exec("ip", "link", "set", "eth0", "allmulticast", "on");
        server.exec("ip", "-6", "route", "replace", "2001:db8:2::/64", "dev", "eth0");

        try (Peer serving = new Peer(server);
                Peer asking = new Peer(client)) {
            assertThat(asking.ask("ping", "192.0.2.10")).isEqualTo("answered");
            assertThat(asking.ask("ping", "2001:db8:2::10")).isEqualTo("answered");
            assertThat(asking.ask("ping", VIP)).isEqualTo("timeout");
            assertThat(asking.ask("ping", VIP6)).isEqualTo("timeout");
            assertThat(serving.ask("serve", VIP, 80)).isEqualTo("serving");
        }
        assertThat(client.exec("ip", "neighbour", "show", VIP)).doesNotContain("lladdr");
        assertThat(client.exec("ip", "neighbour", "show", VIP6)).doesNotContain("lladdr");
    }
}
