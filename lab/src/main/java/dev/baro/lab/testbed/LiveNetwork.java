// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.testbed;

import dev.baro.dataplane.forward.Forwarder;
import dev.baro.lab.bench.LivePeer;
import dev.baro.lab.host.Launcher;
import dev.baro.lab.network.Command;
import dev.baro.lab.network.Names;
import dev.baro.lab.network.Namespace;
import dev.baro.lab.network.TemporaryDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A sender, and all forwarders under test, each in a separate network namespace and one veth away. The
/// forwarders return frames through the link on which they arrived.
final class LiveNetwork implements AutoCloseable {
    private static final String SENDER = "bench-send";
    private static final String VIP = "192.0.2.10";
    private static final int SERVERS = 8;

    private final Names names;
    private final String instance;
    private final Path directory;
    private final List<String> hosts =
            LivePeer.ALL.stream().map(LivePeer::host).distinct().toList();

    /// @param directory the directory for files, removed by the caller
    LiveNetwork(Names names, String instance, Path directory) {
        this.names = names;
        this.instance = instance;
        this.directory = directory;
    }

    Namespace sender() {
        return names.namespace(SENDER);
    }

    void build() {
        close(); // removes leftovers of a killed run
        List<String> lines = new ArrayList<>(List.of("netns add " + sender().name()));
        for (String host : hosts) {
            lines.add("netns add " + namespace(host).name());
            lines.add("link add " + host + " netns " + sender().name()
                    + " address 02:00:00:00:00:02 numrxqueues 1 numtxqueues 1 type veth peer name eth0 netns "
                    + namespace(host).name() + " address 02:00:00:00:00:01 numrxqueues 1 numtxqueues 1");
        }
        Command.of("ip", "-batch", "-").withLines(lines).succeed();
        String sink = new TemporaryDirectory(directory).extract("sink.bpf.o").toString();
        for (String host : hosts) {
            sender().command("ip", "link", "set", host, "up").succeed();
            sender().command("ip", "link", "set", "dev", host, "xdpdrv", "obj", sink, "sec", "xdp")
                    .succeed();
            buildForwarder(namespace(host));
        }
        attach(
                "bare",
                "xdpdrv",
                "obj",
                new TemporaryDirectory(directory).extract("bare.bpf.o").toString(),
                "sec",
                "xdp");
        namespace("nft").command("nft", "-f", "-").withInput(l3dsr()).succeed();
        namespace("dnat").command("nft", "-f", "-").withInput(dnat()).succeed();
        startBaro();
    }

    @Override
    public void close() {
        for (String host : hosts) {
            namespace(host).remove();
        }
        sender().remove();
        Forwarder.remove(instance);
    }

    /// GRO is on, because without it a veth uses no NAPI unless it has an XDP program.
    private static void buildForwarder(Namespace namespace) {
        namespace
                .command(
                        "sysctl",
                        "-qw",
                        "net.ipv4.ip_forward=1",
                        "net.ipv4.conf.all.rp_filter=0",
                        "net.ipv4.conf.eth0.rp_filter=0",
                        "net.ipv4.conf.all.send_redirects=0",
                        "net.ipv4.conf.eth0.send_redirects=0",
                        "net.ipv6.conf.all.disable_ipv6=1")
                .succeed();
        namespace
                .command("ip", "-batch", "-")
                .withLines(List.of(
                        "link set eth0 up",
                        "addr add 10.77.0.1/24 dev eth0",
                        "neigh add 10.77.0.2 lladdr 02:00:00:00:00:02 dev eth0 nud permanent",
                        "route add 198.51.100.0/24 via 10.77.0.2"))
                .succeed();
        namespace.command("ethtool", "-K", "eth0", "gro", "on").succeed();
    }

    private void attach(String host, String... what) {
        List<String> words = new ArrayList<>(List.of("ip", "link", "set", "dev", "eth0"));
        words.addAll(List.of(what));
        namespace(host).command(words).succeed();
    }

    private void startBaro() {
        Launcher.ofThisCheckout()
                .in(namespace("baro"), "lab", "bench-inside", "forward", "--instance", instance)
                .start(directory.resolve("forward.log"))
                .awaitLog("ready");
    }

    /// L3DSR with only the kernel's own features: the kernel sets the mark, and chooses the destination by
    /// hash, without connection tracking.
    private static String l3dsr() {
        return """
                table ip bench {
                    chain prerouting {
                        type filter hook prerouting priority raw;
                        ip daddr %s tcp dport 80 ip dscp set 10 ip daddr set jhash ip saddr . tcp sport mod %d seed 1 map { %s }
                    }
                }
                """.formatted(VIP, SERVERS, servers());
    }

    private static String dnat() {
        return """
                table ip bench {
                    chain prerouting {
                        type nat hook prerouting priority dstnat;
                        ip daddr %s tcp dport 80 dnat to jhash ip saddr . tcp sport mod %d seed 1 map { %s }
                    }
                }
                """.formatted(VIP, SERVERS, servers());
    }

    private static String servers() {
        return String.join(
                ", ",
                IntStream.range(0, SERVERS)
                        .mapToObj(number -> number + " : 198.51.100." + (number + 1))
                        .toList());
    }

    private Namespace namespace(String host) {
        return names.namespace("bench-" + host);
    }
}
