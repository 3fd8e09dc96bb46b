// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.trace;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A balancer, two routers and a server in a row of network namespaces: 10.99.1.0/24, 10.99.2.0/24 and
/// 10.99.3.0/24 from left to right, 2001:db8:99:1::/64 and so on beside them; `.1` is the left end of each,
/// `.2` the right one.
final class RouterChain implements AutoCloseable {
    private static final List<String> NAMES = List.of("baro-dp-lb", "baro-dp-r1", "baro-dp-r2", "baro-dp-server");

    RouterChain() throws IOException {
        close();
        for (String name : NAMES) {
            run("ip", "netns", "add", name);
            in(name, "ip", "link", "set", "lo", "up");
            in(name, "sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
            in(name, "sysctl", "-qw", "net.ipv6.conf.default.accept_dad=0", "net.ipv6.conf.all.accept_dad=0");
        }
        for (int i = 1; i < NAMES.size(); i++) {
            cable(i, NAMES.get(i - 1), NAMES.get(i));
        }
        for (int left = 0; left < NAMES.size(); left++) {
            for (int network = 1; network < NAMES.size(); network++) {
                route(left, network);
            }
        }
    }

    private static void cable(int network, String left, String right) throws IOException {
        run("ip", "link", "add", "right", "netns", left, "type", "veth", "peer", "name", "left", "netns", right);
        address(left, "right", network, 1);
        address(right, "left", network, 2);
    }

    private static void address(String name, String device, int network, int host) throws IOException {
        in(name, "ip", "address", "add", "10.99.%d.%d/24".formatted(network, host), "dev", device);
        in(name, "ip", "address", "add", "2001:db8:99:%d::%d/64".formatted(network, host), "dev", device, "nodad");
        in(name, "ip", "link", "set", device, "up");
    }

    /// The host at this place has the networks numbered `place` on its left and `place + 1` on its right.
    private static void route(int place, int network) throws IOException {
        if (network == place || network == place + 1) {
            return;
        }
        int by = network > place ? place + 1 : place;
        int host = network > place ? 2 : 1;
        String v4 = "10.99.%d.0/24".formatted(network);
        String v6 = "2001:db8:99:%d::/64".formatted(network);
        in(NAMES.get(place), "ip", "route", "add", v4, "via", "10.99.%d.%d".formatted(by, host));
        in(NAMES.get(place), "ip", "route", "add", v6, "via", "2001:db8:99:%d::%d".formatted(by, host));
    }

    /// @param host  `lb`, `r1`, `r2` or `server`
    /// @param rules lines of a chain at the given hook
    void nft(String host, String hook, String rules) throws IOException {
        in("baro-dp-" + host, "nft", "add table inet t; flush table inet t");
        in(
                "baro-dp-" + host,
                "nft",
                "table inet t { chain c { type filter hook %s priority raw; %s }; }".formatted(hook, rules));
    }

    void addressAtServer(String address) throws IOException {
        in("baro-dp-server", "ip", "address", "add", address + "/32", "dev", "lo");
    }

    /// A JVM at the balancer's place.
    ///
    /// @return what it printed
    static String java(Class<?> main, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        words.addAll(List.of(arguments));
        return in("baro-dp-lb", words.toArray(String[]::new));
    }

    @Override
    public void close() throws IOException {
        for (String name : NAMES) {
            if (java.nio.file.Files.exists(java.nio.file.Path.of("/run/netns", name))) {
                run("ip", "netns", "delete", name);
            }
        }
    }

    private static String in(String name, String... command) throws IOException {
        List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", name));
        words.addAll(List.of(command));
        return run(words.toArray(String[]::new));
    }

    private static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }
}
