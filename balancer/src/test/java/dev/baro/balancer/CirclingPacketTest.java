// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.probe.InNetwork;
import dev.baro.balancer.probe.ProbeNetwork;
import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.decap.Decapsulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A real server that has lost its VIP and forwards would send a client's datagram back to the balancer. No more than
/// one leaves the balancer for each that came.
@Tag("faults")
@Timeout(120)
class CirclingPacketTest {
    private static final String CONFIG = """
            version: 1
            balancers:
              lb-a1: {address: 10.10.0.11, data-centre: idc-a, interfaces: [eth0]}
            data-centres:
              idc-a: {prefixes: [10.10.0.0/16, "2001:db8:10::/48"]}
            health: {ping: false}
            servers:
              near: {address: 10.10.0.21, data-centre: idc-a, method: METHOD}
              near-v6: {address: "2001:db8:10::21", data-centre: idc-a, method: METHOD}
            vips:
              app:
                address: 211.115.115.100
                dscp: 10
                servers: [near]
                ports:
                  log: {port: 514, protocol: udp, check: none}
              app-v6:
                address: "2001:db8:115::100"
                dscp: 10
                servers: [near-v6]
                ports:
                  log: {port: 514, protocol: udp, check: none}
            """;
    /// What reaches the real server, and what it sends on.
    private static final String COUNTERS = """
            table inet circling {
                chain in {
                    type filter hook prerouting priority -400;
                    iifname "eth0" ip saddr 10.10.0.31 udp dport 514 counter
                    iifname "eth0" ip6 saddr 2001:db8:10::31 udp dport 514 counter
                }
            }
            """;
    /// As the agent has it.
    private static final String KEEP_VIP = """
            table inet baro {
                chain keep-vip {
                    type filter hook forward priority filter;
                    ip daddr 211.115.115.100 ip dscp != 0 drop
                    ip6 daddr 2001:db8:115::100 ip6 dscp != 0 drop
                }
            }
            """;
    private static final Pattern PACKETS = Pattern.compile("counter packets (\\d+)");
    private static final int DATAGRAMS = 3;
    private static final String PINS = "baro-t-circling";

    @TempDir
    private Path directory;

    private ProbeNetwork network;

    @BeforeEach
    void build() throws IOException {
        network = ProbeNetwork.create("circling");
        network.addClient(RestartTest.passing(directory));
        exec(network.client(), "ip route replace 2001:db8:115::100/128 via 2001:db8:10::11");
        exec(network.lb(), "sysctl -qw net.ipv6.conf.all.forwarding=1");
        loseVips();
        network.nft(network.near(), COUNTERS);
    }

    @AfterEach
    void remove() {
        boolean _ = Decapsulator.remove(PINS);
        network.close();
    }

    @ParameterizedTest
    @CsvSource({"dscp, 4", "ipip, 4", "mac, 4", "dscp, 6", "ipip, 6", "mac, 6"})
    void leavesOnceForEachThatCame(String method, int version) throws Exception {
        assertThat(receivedOf(DATAGRAMS, method, version)).isEqualTo(DATAGRAMS);
    }

    /// The frames have the router's address then, as those of clients behind it have. What keeps its VIP comes without
    /// a hop to spare; what was marked meets the rules of the agent.
    @ParameterizedTest
    @CsvSource({"dscp, 4", "ipip, 4", "mac, 4", "dscp, 6", "ipip, 6", "mac, 6"})
    void leavesOnceWhereARouterWouldBringItBack(String method, int version) throws Exception {
        sendBackByTheRouter();
        if (method.equals("dscp")) {
            network.nft(network.near(), KEEP_VIP);
        }

        assertThat(receivedOf(DATAGRAMS, method, version)).isEqualTo(DATAGRAMS);
    }

    /// Three hosts lower the TTL of 64 in each round.
    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void aMarkedOneCirclesByARouterWhereTheServersRulesAreNotTheAgents(int version) throws Exception {
        sendBackByTheRouter();

        assertThat(receivedOf(1, "dscp", version)).isBetween(20L, 22L);
    }

    /// @return how many datagrams reach the real server for so many of the client
    private long receivedOf(int datagrams, String method, int version) throws Exception {
        Files.writeString(directory.resolve("baro.yaml"), CONFIG.replace("METHOD", method));
        try (DaemonProcess _ = DaemonProcess.start(network.lb(), directory, "circling-" + method + version)) {
            send(version, 1);
            TimeUnit.MILLISECONDS.sleep(1_500);
            long before = received();

            send(version, datagrams);

            long _ = Eventually.see(Duration.ofSeconds(10), this::received, count -> count >= before + datagrams);
            TimeUnit.SECONDS.sleep(1);
            System.out.println("CirclingPacketTest: " + method + ", IPv" + version + ": " + (received() - before)
                    + " of " + datagrams);
            return received() - before;
        }
    }

    private void sendBackByTheRouter() {
        exec(network.near(), "ip route replace 211.115.115.100/32 via 10.10.0.254");
        exec(network.near(), "ip route replace 2001:db8:115::100/128 via 2001:db8:10::fe");
        exec(network.core(), "ip route add 211.115.115.100/32 via 10.10.0.11");
        exec(network.core(), "ip route add 2001:db8:115::100/128 via 2001:db8:10::11");
        exec(network.core(), "sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.lan.rp_filter=0");
    }

    /// The tunnels and the rules for marks stay.
    private void loseVips() {
        String near = network.near();
        exec(near, "sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv4.conf.all.rp_filter=0");
        exec(near, "sysctl -qw net.ipv4.conf.eth0.rp_filter=0 net.ipv4.conf.all.send_redirects=0");
        exec(near, "sysctl -qw net.ipv4.conf.eth0.send_redirects=0 net.ipv4.conf.default.rp_filter=0");
        exec(near, "ip addr del 211.115.115.100/32 dev lo");
        exec(near, "ip addr del 2001:db8:115::100/128 dev lo");
        exec(near, "ip route add 211.115.115.100/32 via 10.10.0.11");
        exec(near, "ip route add 2001:db8:115::100/128 via 2001:db8:10::11");
        Decapsulator _ = InNetwork.call(
                near,
                () -> Decapsulator.apply(
                        PINS,
                        List.of("eth0"),
                        Set.of(IpAddress.parse("10.10.0.21"), IpAddress.parse("2001:db8:10::21")),
                        Set.of(IpAddress.parse("211.115.115.100"), IpAddress.parse("2001:db8:115::100"))));
    }

    private void send(int version, int datagrams) {
        String vip = version == 4 ? "211.115.115.100" : "2001:db8:115::100";
        network.exec(
                network.client(),
                "bash",
                "-c",
                "for i in $(seq %d); do echo $i >/dev/udp/%s/514; sleep 0.1; done".formatted(datagrams, vip));
    }

    private long received() {
        return PACKETS.matcher(network.exec(network.near(), "nft", "list", "table", "inet", "circling"))
                .results()
                .map((MatchResult result) -> Long.parseLong(result.group(1)))
                .reduce(0L, Long::sum);
    }

    private void exec(String namespace, String command) {
        network.exec(namespace, command.split(" ", -1));
    }
}
