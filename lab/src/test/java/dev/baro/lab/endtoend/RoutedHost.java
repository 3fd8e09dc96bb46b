// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.network.Await;
import dev.baro.lab.network.Background;
import dev.baro.lab.network.Command;
import dev.baro.lab.network.Names;
import dev.baro.lab.network.Namespace;
import dev.baro.lab.network.Processes;
import dev.baro.lab.network.WaitFactor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

/// A balancer and a router in front of it that runs BIRD, by the sample configurations of contrib/routing and in their
/// addresses. The routing daemon of the balancer is the test's.
final class RoutedHost implements AutoCloseable {
    static final String V4 = "203.0.113.100";
    static final String V6 = "2001:db8::100";

    /// What the issue of a change may take on its way to the router.
    private static final Duration WITHIN = Duration.ofSeconds(1);

    private static final Path SAMPLES = Path.of("..", "contrib", "routing");

    private final BalancerHost balancer;
    private final Namespace router;
    private final Path directory;
    private final String instance;

    /// @param prefix of the namespaces' names, and of the instance's
    RoutedHost(String prefix, Path directory) {
        this.directory = directory;
        this.instance = prefix + "main";
        this.balancer = new BalancerHost(prefix, directory);
        this.router = new Names(prefix).namespace("router");
        router.remove();
        Command.of("ip", "netns", "add", router.name()).succeed();
        balancer.shell("""
                ip link add up0 type veth peer name lb0 netns %s
                ip address add 10.10.0.11/24 dev up0
                ip address add fd00:10::11/64 dev up0 nodad
                ip link set up0 up
                """.formatted(router.name()));
        router.command("sh", "-e").withInput("""
                        ip link set lo up
                        ip address add 10.10.0.1/24 dev lb0
                        ip address add fd00:10::1/64 dev lb0 nodad
                        ip link set lb0 up
                        """).succeed();
        bird(router, "bird-router.conf");
    }

    BalancerHost balancer() {
        return balancer;
    }

    String instance() {
        return instance;
    }

    /// @return where it answers
    Path startBird() {
        bird(balancer.namespace(), "bird.conf");
        return socket("bird.conf");
    }

    Path socket(String sample) {
        return directory.resolve(sample + ".ctl");
    }

    static String sample(String name) throws IOException {
        return Files.readString(SAMPLES.resolve(name));
    }

    private void bird(Namespace namespace, String sample) {
        namespace
                .command(
                        "bird",
                        "-f",
                        "-c",
                        SAMPLES.resolve(sample).toAbsolutePath().toString(),
                        "-s",
                        socket(sample).toString(),
                        "-P",
                        directory.resolve(sample + ".pid").toString())
                .start(directory.resolve(sample + ".log"));
        Await.until("BIRD of " + sample + " does not answer", () -> Files.exists(socket(sample)), () -> "nothing");
    }

    /// @param protocol BIRD's, or a part of the names of some
    void awaitSessions(String sample, String protocol, int sessions) {
        Await.until(
                "the sessions of " + sample + " are not up",
                () -> birdc(sample, "show", "protocols")
                                .lines()
                                .filter(line -> line.startsWith(protocol) && line.contains("Established"))
                                .count()
                        == sessions,
                () -> birdc(sample, "show", "protocols"));
    }

    String birdc(String sample, String... words) {
        return Command.of(Stream.concat(Stream.of("birdc", "-s", socket(sample).toString()), Stream.of(words))
                        .toList())
                .run()
                .output();
    }

    Background start(String configuration) throws IOException {
        return balancer.start(instance, configuration);
    }

    /// What the daemon hears from a routing daemon, for which it asks where Debian's packages have one answer.
    String exportsByTheDaemon(Path usual, Path socket) throws IOException {
        Files.createDirectories(usual.getParent());
        boolean linked = !Files.exists(usual);
        if (linked) {
            Files.createSymbolicLink(usual, socket);
        }
        try {
            return BaroDaemon.get(balancer.socket(instance), "/v1/routes/exports");
        } finally {
            if (linked) {
                Files.delete(usual);
            }
        }
    }

    Command baro(String... words) {
        String[] all = Arrays.copyOf(words, words.length + 2);
        all[words.length] = "--socket";
        all[words.length + 1] = balancer.socket(instance).toString();
        return balancer.baro(all);
    }

    /// Whether the router forwards packets for the VIP to the balancer.
    boolean leadsHere(String vip) {
        boolean v4 = !vip.contains(":");
        String route = router.command("ip", v4 ? "-4" : "-6", "route", "show", vip + (v4 ? "/32" : "/128"))
                .succeed();
        return route.contains("dev lb0");
    }

    /// A session that has just come up has not told its routes yet.
    void awaitWayTo(String vip) {
        Await.until(
                "the router has no way to " + vip,
                () -> leadsHere(vip),
                () -> router.command("sh", "-c", "ip route; ip -6 route").succeed());
    }

    /// Both VIPs, within the time from here on.
    void awaitAnnounced(boolean announced) {
        long begunNs = System.nanoTime();
        Await.until(
                "the router does not follow " + announced,
                () -> leadsHere(V4) == announced && leadsHere(V6) == announced,
                () -> router.command("sh", "-c", "ip route; ip -6 route").succeed());
        Duration took = Duration.ofNanos(System.nanoTime() - begunNs);
        assertThat(took).isLessThan(WaitFactor.with(WITHIN));
    }

    /// The same, however long the balancer itself takes to decide.
    void awaitAnnouncedAtLast(boolean announced) {
        Await.until(
                "the router does not follow " + announced,
                () -> leadsHere(V4) == announced && leadsHere(V6) == announced,
                () -> baro("route", "list").run().output());
    }

    String routerSays(String... words) {
        return birdc("bird-router.conf", words);
    }

    /// @param line of sh, on the router
    String routerShell(String line) {
        return router.command("sh", "-ec", line).succeed();
    }

    /// Two VIPs over servers that are taken as they are: what decides is said by the test.
    ///
    /// @param routes what stands under `routes:`
    static String configuration(String routes) {
        return """
                version: 1
                balancers:
                  lb-a1: {address: 10.10.0.11, interfaces: [up0]}
                routes: {%s}
                health: {ping: false}
                servers:
                  web-1: {address: 10.98.0.2}
                  web-2: {address: 10.98.0.3}
                  web-6: {address: "fd97::6"}
                vips:
                  store: {address: %s, dscp: 10, need: 2, servers: [web-1, web-2], ports: {http: {port: 80, check: none}}}
                  store6: {address: "%s", dscp: 10, servers: [web-6], ports: {http: {port: 80, check: none}}}
                """.formatted(routes, V4, V6);
    }

    /// The same addresses as those of one VIP.
    static String pair(String routes) {
        String both = configuration(routes)
                .replace("address: " + V4 + ",", "address: [" + V4 + ", \"" + V6 + "\"],")
                .replace("need: 2, servers: [web-1, web-2]", "servers: [web-1, web-2, web-6]");
        return both.substring(0, both.indexOf("  store6:"));
    }

    @Override
    public void close() {
        Processes.kill(router.processes());
        balancer.close();
        router.remove();
    }
}
