// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.path;

import dev.baro.agent.command.Agent;
import dev.baro.agent.config.AgentConfig;
import dev.baro.agent.config.ServedVip;
import dev.baro.agent.host.AppliedStateFile;
import dev.baro.agent.host.TunnelEnd;
import dev.baro.agent.status.StatusText;
import dev.baro.core.model.IpAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;

/// A client, a balancer made of stateless nftables rules, and a real server, in one row of namespaces. The balancer
/// marks with DSCP 10 what goes to the VIP and sends it to the server's own address; answers pass it as a plain router.
final class DsrPath implements ServedPath {
    static final String VIP = "203.0.113.10";
    static final String VIP6 = "2001:db8:ffff::10";
    static final String REAL = ServedRow.REAL;
    static final String REAL6 = ServedRow.REAL6;

    final Netns client;
    final Netns balancer;
    final Netns server;
    private final ServedRow row = ServedRow.create("dsr", "eth0");
    private final Path stateDirectory;

    DsrPath(Path stateDirectory) {
        this.stateDirectory = stateDirectory;
        client = row.client();
        balancer = row.balancer();
        server = row.server();
        server.route("default", "192.0.2.1");
        server.route("::/0", "2001:db8:2::1");
        balancer.nft("""
                table inet balancer {
                    chain transit { type filter hook prerouting priority raw;
                        iifname "client" ip daddr 203.0.113.10 ip dscp set 10 ip daddr set 192.0.2.10
                        iifname "client" ip6 daddr 2001:db8:ffff::10 ip6 dscp set 10 ip6 daddr set 2001:db8:2::10
                    }
                    chain own { type route hook output priority raw;
                        ip daddr 203.0.113.10 ip dscp set 10 ip daddr set 192.0.2.10
                        ip6 daddr 2001:db8:ffff::10 ip6 dscp set 10 ip6 daddr set 2001:db8:2::10
                    }
                }
                """);
        balancer.route(VIP + "/32", REAL);
        balancer.route(VIP6 + "/128", REAL6);
    }

    /// A second link between server and balancer: eth1, and server2 with 192.0.3.1.
    void connectAgain() {
        server.connect("eth1", balancer, "server2");
        server.address("192.0.3.10/24", "eth1");
        balancer.address("192.0.3.1/24", "server2");
    }

    /// The agent's configuration on the server, which has both its addresses.
    static AgentConfig config(String... vips) {
        return new AgentConfig(
                List.of(vips).stream().map(ServedVip::parse).toList(),
                List.of(),
                List.of(IpAddress.parse(REAL), IpAddress.parse(REAL6)),
                List.of());
    }

    /// The agent of the server.
    Agent agent(StringWriter out) {
        return new Agent(
                server.commands(),
                new TunnelEnd("t-agent-none"),
                new AppliedStateFile(stateDirectory, "net.json", "boot"),
                new PrintWriter(out, true),
                false);
    }

    /// @return what apply said
    String apply(AgentConfig config) throws IOException {
        StringWriter out = new StringWriter();
        agent(out).apply(config, config.yaml());
        return out.toString();
    }

    String undo() throws IOException {
        StringWriter out = new StringWriter();
        agent(out).undo();
        return out.toString();
    }

    String status(AgentConfig config) {
        return StatusText.table(agent(new StringWriter()).status(config));
    }

    @Override
    public ServedRow row() {
        return row;
    }

    @Override
    public void close() {
        row.close();
    }
}
