// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.live;

import dev.baro.core.model.IpAddress;
import dev.baro.core.plan.Plan;
import dev.baro.dataplane.forward.Forwarder;
import dev.baro.dataplane.kernel.OwnNetwork;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A client in a network namespace, one hop away from a balancer in another, which has the VIPs 192.0.2.0/24 and
/// 2001:db8:a::/64 and no route for them. The balancer's name is of `lb0`.
final class ClientNetwork implements AutoCloseable {
    static final String BALANCER4 = "203.0.113.1";
    static final String BALANCER6 = "2001:db8:c::1";
    private static final String CLIENT = "baro-dp-client";

    private final String instance = "test-client-" + ProcessHandle.current().pid();
    private final Forwarder forwarder;

    interface Body {
        void run(ClientNetwork network) throws Exception;
    }

    private ClientNetwork(Plan plan) throws IOException {
        OwnNetwork.ip("netns add " + CLIENT);
        OwnNetwork.ip("link add lb0 type veth peer name eth0 netns " + CLIENT);
        OwnNetwork.command("sysctl -qw net.ipv4.conf.lb0.forwarding=1 net.ipv6.conf.lb0.forwarding=1");
        OwnNetwork.ip("addr add " + BALANCER4 + "/24 dev lb0");
        OwnNetwork.ip("addr add " + BALANCER6 + "/64 dev lb0 nodad");
        OwnNetwork.ip("link set lb0 up");
        // A packet for a VIP that the program passes goes nowhere.
        OwnNetwork.ip("route add blackhole 192.0.2.0/24");
        OwnNetwork.ip("route add blackhole 2001:db8:a::/64");
        in("ip addr add 203.0.113.7/24 dev eth0");
        in("ip addr add 2001:db8:c::7/64 dev eth0 nodad");
        in("ip link set lo up");
        in("ip link set eth0 up");
        in("ip route add 192.0.2.0/24 via " + BALANCER4);
        in("ip route add 2001:db8:a::/64 via " + BALANCER6);
        // Only an end with a program is woken by what the other end's program sends.
        in("ip link set dev eth0 xdp obj " + AttachedInterfacesTest.passing() + " sec xdp");
        forwarder = Forwarder.open(new Forwarder.Options(
                instance, List.of("lb0"), 1_024, List.of(IpAddress.parse(BALANCER4), IpAddress.parse(BALANCER6))));
        forwarder.apply(plan);
    }

    static void with(Plan plan, Body body) {
        OwnNetwork.run(() -> {
            try (ClientNetwork network = new ClientNetwork(plan)) {
                body.run(network);
            } finally {
                OwnNetwork.ip("netns delete " + CLIENT);
            }
        });
    }

    Forwarder forwarder() {
        return forwarder;
    }

    /// @param words of a command that the client runs, separated by spaces
    private static void in(String words) throws IOException {
        OwnNetwork.command("ip netns exec " + CLIENT + " " + words);
    }

    /// @param exit status of the command
    record Run(int exit, String output, long millis) {}

    /// What the client runs, whatever becomes of it.
    Run client(String... command) throws IOException {
        List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", CLIENT));
        words.addAll(List.of(command));
        long begun = System.nanoTime();
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.onExit().join().exitValue();
        return new Run(exit, output, (System.nanoTime() - begun) / 1_000_000);
    }

    @Override
    public void close() {
        forwarder.close();
        boolean _ = Forwarder.remove(instance);
    }
}
