// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.path;

import dev.baro.agent.command.Agent;
import dev.baro.agent.config.AgentConfig;
import dev.baro.agent.host.AppliedStateFile;
import dev.baro.agent.host.TunnelEnd;
import dev.baro.agent.status.StatusText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

/// A client, a balancer made of stateless nftables rules, and a real server, in one row of namespaces. The balancer
/// marks with DSCP 10 what goes to the VIP and sends it to the server's own address; answers pass it as a plain router.
final class DsrPath implements AutoCloseable {
    static final String VIP = "203.0.113.10";
    static final String VIP6 = "2001:db8:ffff::10";
    static final String REAL = "192.0.2.10";
    static final String REAL6 = "2001:db8:2::10";

    final Netns client = Netns.create("client");
    final Netns balancer = Netns.create("lb");
    final Netns server = Netns.create("server");
    private final Path stateDirectory;

    DsrPath(Path stateDirectory) {
        this.stateDirectory = stateDirectory;
        client.connect("eth0", balancer, "client");
        server.connect("eth0", balancer, "server");
        client.address("198.51.100.2/24", "eth0");
        client.address("2001:db8:1::2/64", "eth0");
        balancer.address("198.51.100.1/24", "client");
        balancer.address("2001:db8:1::1/64", "client");
        balancer.address("192.0.2.1/24", "server");
        balancer.address("2001:db8:2::1/64", "server");
        server.address(REAL + "/24", "eth0");
        server.address(REAL6 + "/64", "eth0");
        client.route("default", "198.51.100.1");
        client.route("::/0", "2001:db8:1::1");
        server.route("default", "192.0.2.1");
        server.route("::/0", "2001:db8:2::1");
        balancer.exec("sysctl", "-q", "-w", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
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
    public void close() {
        client.close();
        balancer.close();
        server.close();
    }
}
