// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.faults;

import dev.baro.balancer.probe.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A balancer, and on its segment a host that is all of the real servers and serves the ports 80 to
/// 82; IPv4 and IPv6.
final class BalancedSegment implements AutoCloseable {
    private static final String PREFIX =
            "baro-t-kill-" + ProcessHandle.current().pid() + "-";
    private static final String SERVERS = PREFIX + "web";
    static final String BALANCER = PREFIX + "lb";
    static final String INTERFACE = "eth0";
    static final String OWN_V4 = "10.10.0.11";
    static final String OWN_V6 = "2001:db8:10::11";

    private final List<TestServer> services = new ArrayList<>();

    static BalancedSegment create() throws IOException {
        BalancedSegment segment = new BalancedSegment();
        try {
            segment.build();
            return segment;
        } catch (IOException | RuntimeException e) {
            segment.close();
            throw e;
        }
    }

    private void build() throws IOException {
        for (String namespace : List.of(BALANCER, SERVERS)) {
            run("ip netns add " + namespace);
            in(
                    namespace,
                    "sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0"
                            + " net.ipv4.conf.all.forwarding=1 net.ipv6.conf.all.forwarding=1");
            in(namespace, "ip link set lo up");
        }
        // What frames of tests are sent to.
        run("ip link add eth0 address 02:00:00:00:00:01 netns " + BALANCER + " type veth peer name eth0 netns "
                + SERVERS);
        for (String namespace : List.of(BALANCER, SERVERS)) {
            in(namespace, "ethtool -K eth0 tx off");
            in(namespace, "ip link set eth0 up");
        }
        in(BALANCER, "ip addr add " + OWN_V4 + "/24 dev eth0");
        in(BALANCER, "ip addr add " + OWN_V6 + "/64 dev eth0 nodad");
        for (int server = 21; server <= 26; server++) {
            in(SERVERS, "ip addr add 10.10.0." + server + "/24 dev eth0");
            in(SERVERS, "ip addr add 2001:db8:10::" + server + "/64 dev eth0 nodad");
            in(BALANCER, "ip neigh replace 10.10.0." + server + " lladdr " + mac(SERVERS) + " dev eth0");
            in(BALANCER, "ip neigh replace 2001:db8:10::" + server + " lladdr " + mac(SERVERS) + " dev eth0");
        }
        for (int port = 80; port <= 82; port++) {
            services.add(TestServer.tcp(SERVERS, "::", port, client -> {}));
        }
    }

    static String serversMac() throws IOException {
        return mac(SERVERS);
    }

    static String balancersMac() throws IOException {
        return mac(BALANCER);
    }

    static int ifindex() throws IOException {
        return Integer.parseInt(in(BALANCER, "cat /sys/class/net/eth0/ifindex").strip());
    }

    /// What the kernel has outside of the instance's maps that a balancer may have put there; without numbers
    /// that each program and each start has another of.
    static String hostState() throws IOException {
        String all = in(BALANCER, "ip link show dev eth0")
                + in(BALANCER, "tc qdisc show dev eth0")
                + in(BALANCER, "tc filter show dev eth0 ingress")
                + in(BALANCER, "tc filter show dev eth0 egress")
                + in(BALANCER, "bpftool net show dev eth0")
                + in(BALANCER, "ip route show table all")
                + in(BALANCER, "ip -6 route show table all")
                + in(BALANCER, "ip rule show")
                + in(BALANCER, "nft list ruleset");
        return all.replaceAll("\\b(id|tag|prog_id|link_id) [0-9a-f]+", "$1 *");
    }

    @Override
    public void close() throws IOException {
        for (TestServer service : services) {
            service.close();
        }
        for (String namespace : List.of(BALANCER, SERVERS)) {
            if (Files.exists(Path.of("/run/netns", namespace))) {
                run("ip netns del " + namespace);
            }
        }
    }

    private static String mac(String namespace) throws IOException {
        return in(namespace, "cat /sys/class/net/eth0/address").strip();
    }

    private static String in(String namespace, String words) throws IOException {
        return run("ip netns exec " + namespace + " " + words);
    }

    private static String run(String words) throws IOException {
        Process process = new ProcessBuilder(words.split(" ", -1))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(words + ": " + output);
        }
        return output;
    }
}
