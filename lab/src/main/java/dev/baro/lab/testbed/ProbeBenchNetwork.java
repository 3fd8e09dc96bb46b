// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.testbed;

import dev.baro.lab.bench.ProbeBench;
import dev.baro.lab.network.Command;
import dev.baro.lab.network.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// A prober's network and the network of a kernel that simulates thousands of real servers, with a link between
/// them. The kernel receives the packets of each end on separate threads. On a plain veth, the sender does the
/// receiver's work, which would be counted as the sender's.
///
/// @param receiving the process ids of the threads that receive answers
/// @param answering the process ids of the threads that receive probes and send the kernel's own answers
public record ProbeBenchNetwork(Set<Long> receiving, Set<Long> answering) {
    private static final String SERVERS_DEVICE = "servers";

    /// The kernel treats every address of the network as the address of a real server.
    private static final String SERVERS_NETWORK = """
            link set lo up
            addr add 10.9.0.2/24 dev %1$s
            addr add %2$s/32 dev lo
            route add local 10.64.0.0/16 dev lo
            """.formatted(SERVERS_DEVICE, ProbeBench.VIP);

    private static final String PROBER_NETWORK = """
            link set lo up
            addr add 10.9.0.1/24 dev %s
            route add 10.64.0.0/16 via 10.9.0.2
            """.formatted(ProbeBench.INTERFACE);

    private static final String RULES = """
            table inet bench {
                chain dscp-to-vip {
                    type filter hook prerouting priority raw;
                    ip dscp 10 ip daddr 10.64.0.0/16 ip daddr set %s
                }
            }
            """.formatted(ProbeBench.VIP);

    public static ProbeBenchNetwork build(Namespace prober, Namespace servers) {
        for (Namespace namespace : List.of(prober, servers)) {
            namespace.remove(); // removes leftovers of a killed run
            Command.of("ip", "netns", "add", namespace.name()).succeed();
        }
        String link = "link add " + ProbeBench.INTERFACE + " netns " + prober.name() + " type veth peer name "
                + SERVERS_DEVICE + " netns " + servers.name();
        Command.of("ip", "-batch", "-").withInput(link).succeed();
        Set<Long> receiving = bringUp(prober, ProbeBench.INTERFACE);
        Set<Long> answering = bringUp(servers, SERVERS_DEVICE);
        // One kernel simulates ten thousand servers with the same VIP, so a port used for one of them is
        // soon reused for another.
        servers.command("sysctl", "-qw", "net.ipv4.tcp_max_tw_buckets=0").succeed();
        servers.command("ip", "-batch", "-").withInput(SERVERS_NETWORK).succeed();
        prober.command("ip", "-batch", "-").withInput(PROBER_NETWORK).succeed();
        servers.command("nft", "-f", "-").withInput(RULES).succeed();
        return new ProbeBenchNetwork(receiving, answering);
    }

    /// @return the threads of the kernel that receive the device's packets
    private static Set<Long> bringUp(Namespace namespace, String device) {
        // With GRO, a veth receives with NAPI, which can have threads.
        namespace.command("ethtool", "-K", device, "tx", "off", "gro", "on").succeed();
        namespace.command("ip", "link", "set", device, "up").succeed();
        // A receiver that has to wait on a busy machine delays the sender's packets (Linux 6.16), but
        // does not drop them.
        namespace
                .command("tc", "qdisc", "replace", "dev", device, "root", "pfifo", "limit", "100000")
                .succeed();
        Set<Long> others = receivers(device);
        // Writes to the /sys of the network namespace, which only `ip netns exec` mounts.
        Command.of("ip", "netns", "exec", namespace.name(), "tee", "/sys/class/net/" + device + "/threaded")
                .withInput("1")
                .succeed();
        return receivers(device).stream().filter(pid -> !others.contains(pid)).collect(Collectors.toUnmodifiableSet());
    }

    /// The threads for devices with this name, in all network namespaces.
    private static Set<Long> receivers(String device) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> name(pid).startsWith("napi/" + device + "-"))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String name(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "comm"));
        } catch (IOException e) {
            // The process has ended, so it is not one of these threads.
            return "";
        }
    }
}
