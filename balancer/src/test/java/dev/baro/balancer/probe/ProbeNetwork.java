// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baro.core.model.IpAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A balancer, a router and a real server behind it, another one on the balancer's own segment; IPv4
/// and IPv6. Real kernels, real nft rules.
///
/// ```
/// lb ══ core ── far       far:  10.10.10.1, 2001:db8:10:10::1
///     ╚ near              near: 10.10.0.21, 2001:db8:10::21
/// ```
public final class ProbeNetwork implements AutoCloseable {
    static final IpAddress VIP = IpAddress.parse("211.115.115.100");
    static final IpAddress VIP_V6 = IpAddress.parse("2001:db8:115::100");
    static final IpAddress OTHER_VIP = IpAddress.parse("211.115.115.101");
    static final IpAddress OTHER_VIP_V6 = IpAddress.parse("2001:db8:115::101");
    static final IpAddress FAR = IpAddress.parse("10.10.10.1");
    static final IpAddress FAR_V6 = IpAddress.parse("2001:db8:10:10::1");
    static final IpAddress NEAR = IpAddress.parse("10.10.0.21");
    static final IpAddress NEAR_V6 = IpAddress.parse("2001:db8:10::21");

    private static final String RULES = """
            table inet baro {
                chain to-vip {
                    type filter hook prerouting priority raw;
                    ip dscp 10 ip daddr { 10.10.10.1, 10.10.0.21 } ip daddr set 211.115.115.100
                    ip6 dscp 10 ip6 daddr { 2001:db8:10:10::1, 2001:db8:10::21 } ip6 daddr set 2001:db8:115::100
                    ip dscp 12 ip daddr 10.10.10.1 ip daddr set 211.115.115.101
                    ip6 dscp 12 ip6 daddr 2001:db8:10:10::1 ip6 daddr set 2001:db8:115::101
                }
            }
            """;

    private final String prefix;

    private ProbeNetwork(String prefix) {
        this.prefix = prefix;
    }

    public static ProbeNetwork create(String suffix) {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root for network namespaces");
        assumeTrue(Files.exists(Path.of("/usr/sbin/nft")), "needs nft (package nftables)");
        ProbeNetwork network = new ProbeNetwork("baro-t-probe-" + suffix + "-");
        network.close();
        network.build();
        return network;
    }

    public String lb() {
        return prefix + "lb";
    }

    public String core() {
        return prefix + "core";
    }

    public String far() {
        return prefix + "far";
    }

    public String near() {
        return prefix + "near";
    }

    /// A host on the balancer's segment, 10.10.0.31, whose packets for VIPs go to the balancer; once added.
    public String client() {
        return prefix + "cl";
    }

    /// Adds the client, and what else forwarding needs: without a program, the far end of a veth does not
    /// take what XDP sends.
    ///
    /// @param passing an object with a program in section `xdp` that passes every packet
    public void addClient(Path passing) {
        run("", List.of("ip", "netns", "add", client()));
        exec(client(), "ip", "link", "set", "lo", "up");
        link(client(), "eth0", "client");
        ip(core(), "link set client master lan\nlink set dev lb xdpdrv obj " + passing + " sec xdp\n");
        host(client(), "10.10.0.31", "2001:db8:10::31", "10.10.0.254", "2001:db8:10::fe");
        ip(client(), "route add " + VIP + "/32 via 10.10.0.11\n");
        exec(lb(), "sysctl", "-qw", "net.ipv4.ip_forward=1");
    }

    /// Runs a command in a namespace and insists on success.
    public String exec(String namespace, String... words) {
        List<String> inside = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + namespace));
        inside.addAll(List.of(words));
        return run("", inside);
    }

    /// Loads rules, in nft's words.
    public void nft(String namespace, String rules) {
        run(rules, List.of("nsenter", "--net=/run/netns/" + namespace, "nft", "-f", "-"));
    }

    public void restoreRules(String server) {
        nft(server, "flush ruleset\n" + RULES);
    }

    @Override
    public void close() {
        for (String namespace : List.of(lb(), core(), far(), near(), client())) {
            if (Files.exists(Path.of("/run/netns", namespace))) {
                run("", List.of("ip", "netns", "del", namespace));
            }
        }
    }

    private void build() {
        for (String namespace : List.of(lb(), core(), far(), near())) {
            run("", List.of("ip", "netns", "add", namespace));
            exec(namespace, "sysctl", "-qw", "net.ipv6.conf.all.accept_dad=0", "net.ipv6.conf.default.accept_dad=0");
            exec(namespace, "ip", "link", "set", "lo", "up");
        }
        ip(core(), """
                link add lan type bridge mcast_snooping 0
                link set lan up
                """);
        link(lb(), "eth0", "lb");
        link(far(), "eth0", "far");
        link(near(), "eth0", "near");
        ip(core(), """
                link set lb master lan
                link set near master lan
                addr add 10.10.0.254/24 dev lan
                addr add 2001:db8:10::fe/64 dev lan nodad
                addr add 10.10.10.254/24 dev far
                addr add 2001:db8:10:10::fe/64 dev far nodad
                """);
        exec(core(), "sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
        // Time exceeded of every request of a trace, not of one a second.
        exec(core(), "sysctl", "-qw", "net.ipv4.icmp_ratelimit=0", "net.ipv6.icmp.ratelimit=0");
        host(lb(), "10.10.0.11", "2001:db8:10::11", "10.10.0.254", "2001:db8:10::fe");
        host(far(), "10.10.10.1", "2001:db8:10:10::1", "10.10.10.254", "2001:db8:10:10::fe");
        host(near(), "10.10.0.21", "2001:db8:10::21", "10.10.0.254", "2001:db8:10::fe");
        for (String server : List.of(far(), near())) {
            exec(server, "sysctl", "-qw", "net.ipv4.conf.all.arp_ignore=1", "net.ipv4.conf.all.arp_announce=2");
            ip(server, """
                    addr add 211.115.115.100/32 dev lo
                    addr add 211.115.115.101/32 dev lo
                    addr add 2001:db8:115::100/128 dev lo nodad
                    addr add 2001:db8:115::101/128 dev lo nodad
                    """);
            restoreRules(server);
        }
    }

    private void link(String host, String device, String corePort) {
        run(
                "",
                List.of(
                        "ip", "link", "add", device, "netns", host, "type", "veth", "peer", "name", corePort, "netns",
                        core()));
        exec(host, "ethtool", "-K", device, "tx", "off");
        exec(core(), "ethtool", "-K", corePort, "tx", "off");
        exec(host, "ip", "link", "set", device, "up");
        exec(core(), "ip", "link", "set", corePort, "up");
    }

    private void host(String name, String v4, String v6, String gatewayV4, String gatewayV6) {
        ip(name, """
                addr add %s/24 dev eth0
                addr add %s/64 dev eth0 nodad
                route add default via %s
                route add default via %s
                """.formatted(v4, v6, gatewayV4, gatewayV6));
    }

    private void ip(String namespace, String batch) {
        run(batch, List.of("nsenter", "--net=/run/netns/" + namespace, "ip", "-batch", "-"));
    }

    private static String run(String input, List<String> words) {
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", words) + ": " + output);
            }
            return output;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(String.join(" ", words) + ": " + e.getMessage(), e);
        }
    }
}
