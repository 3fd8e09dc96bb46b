// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Two hosts of balancers, each in a network namespace, on one segment.
final class PairNetwork implements AutoCloseable {
    private static final String PREFIX =
            "baro-t-pair-" + ProcessHandle.current().pid() + "-";

    static final String FIRST = PREFIX + "1";
    static final String SECOND = PREFIX + "2";

    private PairNetwork() {}

    static PairNetwork create() throws IOException {
        return create("10.10.0.11/24", "10.10.0.12/24");
    }

    /// The same without IPv4: fd00:10::11 and ::12.
    static PairNetwork createIpv6() throws IOException {
        return create("fd00:10::11/64 nodad", "fd00:10::12/64 nodad");
    }

    private static PairNetwork create(String first, String second) throws IOException {
        PairNetwork network = new PairNetwork();
        try {
            build();
            up(FIRST, first);
            up(SECOND, second);
            return network;
        } catch (IOException | RuntimeException e) {
            network.close();
            throw e;
        }
    }

    private static void build() throws IOException {
        run("ip netns add " + FIRST);
        run("ip netns add " + SECOND);
        run("ip link add eth0 netns " + FIRST + " type veth peer name eth0 netns " + SECOND);
    }

    private static void up(String namespace, String address) throws IOException {
        run("ip netns exec " + namespace
                + " sysctl -qw net.ipv4.conf.all.forwarding=1 net.ipv6.conf.all.forwarding=1"
                + " net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0"
                + " net.ipv6.conf.all.keep_addr_on_down=1 net.ipv6.conf.default.keep_addr_on_down=1");
        run("ip -n " + namespace + " link set lo up");
        run("ip -n " + namespace + " link set eth0 up");
        run("ip -n " + namespace + " addr add " + address + " dev eth0");
    }

    /// No packet passes between the two until it is joined again.
    void cut() throws IOException {
        run("ip -n " + FIRST + " link set eth0 down");
    }

    void join() throws IOException {
        run("ip -n " + FIRST + " link set eth0 up");
    }

    /// An address of a host that is no peer, on the second host.
    void addStranger(String address) throws IOException {
        run("ip -n " + SECOND + " addr add " + address + "/24 dev eth0");
    }

    @Override
    public void close() throws IOException {
        for (String namespace : List.of(FIRST, SECOND)) {
            if (Files.exists(Path.of("/run/netns", namespace))) {
                run("ip netns del " + namespace);
            }
        }
    }

    private static void run(String words) throws IOException {
        Process process = new ProcessBuilder(words.split(" ", -1))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(words + ": " + output);
        }
    }
}
