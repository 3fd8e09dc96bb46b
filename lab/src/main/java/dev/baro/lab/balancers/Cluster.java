// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.balancers;

import dev.baro.core.peer.PeerList;
import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.host.Launcher;
import dev.baro.lab.network.Await;
import dev.baro.lab.network.BalancersTopology;
import dev.baro.lab.network.BalancersTopology.Balancer;
import dev.baro.lab.network.LabException;
import dev.baro.lab.network.Names;
import dev.baro.lab.network.Namespace;
import dev.baro.lab.network.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// All balancers of a lab, and the router in front of them. Stores no data: every method queries the lab.
///
/// @param names the lab's names
public record Cluster(Names names, Launcher launcher) {
    private static final String ROUTER_BIRD = "bird-router";

    static Cluster of(Lab lab) {
        return new Cluster(lab.names(), lab.launcher());
    }

    List<BalancerHost> all() {
        return BalancersTopology.balancers().stream()
                .map(balancer -> new BalancerHost(names, launcher, balancer))
                .toList();
    }

    /// Whether a lab with balancers is running.
    public boolean isUp() {
        return edge().exists() && all().getFirst().isThere();
    }

    /// The balancers that were started.
    List<BalancerHost> members() {
        return all().stream().filter(BalancerHost::isThere).toList();
    }

    List<BalancerHost> of(String dataCentre) {
        return members().stream()
                .filter(host -> host.balancer().dataCentre().equals(dataCentre))
                .toList();
    }

    /// @throws LabException if there is no balancer with this name
    BalancerHost named(String name) {
        return all().stream()
                .filter(host -> host.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new LabException("no balancer " + name + "; there are "
                        + all().stream().map(BalancerHost::name).collect(Collectors.joining(" "))));
    }

    Namespace edge() {
        return names.namespace(Topology.EDGE);
    }

    void startRouter() {
        edge().command("sysctl", "-q", "-w", "net.ipv4.fib_multipath_hash_policy=1")
                .succeed();
        all().getFirst().bird(edge(), ROUTER_BIRD, Bird.ofRouter(launcher.home()));
    }

    /// The balancers to which the router sends packets for the VIP.
    public List<String> ways() {
        List<String> words = Arrays.asList(edge().command("ip", "route", "show", Topology.VIP)
                .succeed()
                .strip()
                .split("\\s+", -1));
        return BalancersTopology.balancers().stream()
                .filter(balancer -> words.contains(balancer.address()))
                .map(Balancer::name)
                .toList();
    }

    void awaitWays(List<String> balancers) {
        Await.until(
                "the router does not send to " + balancers,
                () -> ways().equals(balancers),
                () -> "it sends to " + ways() + "; " + notAnnounced());
    }

    /// Waits until the router sends packets to each balancer that was started.
    void awaitAllWays() {
        awaitWays(members().stream().map(BalancerHost::name).toList());
    }

    private String notAnnounced() {
        return members().stream()
                .filter(BalancerHost::isRunning)
                .map(host ->
                        host.name() + ": " + host.cli("route", "list").run().output())
                .collect(Collectors.joining(" "));
    }

    /// Joins a balancer with an operator's commands. Returns when `baro peer list` shows that every other
    /// member reaches the new balancer, because `baro apply --all` reports it as silent before that.
    ///
    /// @return how long this took after `join` had returned
    Duration join(BalancerHost inviting, BalancerHost newcomer) {
        String line = inviting.cli("peer", "invite").succeed().strip();
        String _ = newcomer.cli("peer", "join", line).succeed();
        long joinedNs = System.nanoTime();
        Await.until(
                newcomer.name() + " is not up for the other balancers",
                () -> members().stream()
                        .filter(host -> !host.name().equals(newcomer.name()))
                        .allMatch(host -> host.sees(newcomer.name(), "up")),
                this::inWords);
        return Duration.ofNanos(System.nanoTime() - joinedNs);
    }

    /// Writes a configuration to a file of the lab.
    Path write(String name, String text) {
        Path file = names.directory().resolve(name);
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new LabException("write " + file + ": " + e.getMessage(), e);
        }
    }

    /// Applies one configuration to all balancers that were started, using the given balancer.
    ///
    /// @return the output
    String applyAll(BalancerHost from) {
        return applyAll(from, "", "");
    }

    /// Applies a configuration to all balancers, with some of its lines replaced by others.
    String applyAll(BalancerHost from, String lines, String others) {
        return from.cli(
                        "apply",
                        "--all",
                        write("all.yaml", configuration().replace(lines, others))
                                .toString())
                .succeed();
    }

    /// A configuration that names the started balancers.
    String configuration() {
        String text = BaroDaemon.resource(BalancersScenario.CONFIGURATION);
        String lines = members().stream().map(host -> line(host.balancer())).collect(Collectors.joining());
        String pair = BalancersTopology.balancers().stream()
                .limit(2)
                .map(Cluster::line)
                .collect(Collectors.joining());
        return text.replace(pair, lines);
    }

    /// The configuration of a balancer that does not serve a VIP yet.
    static String alone(Balancer balancer) {
        return """
                version: 1
                balancers:
                %sdata-centres:
                  idc-a: {prefixes: [10.10.0.0/16]}
                  idc-b: {prefixes: [10.20.0.0/16]}
                """.formatted(line(balancer));
    }

    private static String line(Balancer balancer) {
        return "  %s: {address: %s, data-centre: %s, interfaces: [eth0]}\n"
                .formatted(balancer.name(), balancer.address(), balancer.dataCentre());
    }

    /// Waits until each started balancer reports all others as up and without differences.
    void awaitAgreed() {
        int others = members().size() - 1;
        Await.until(
                "the balancers do not agree",
                () -> members().stream().map(BalancerHost::peers).allMatch(list -> agrees(list, others)),
                this::inWords);
    }

    private static boolean agrees(PeerList list, int others) {
        return list.peers().size() == others
                && list.peers().stream().allMatch(PeerList.Peer::up)
                && list.differences().isEmpty();
    }

    String inWords() {
        return members().stream()
                .map(BalancerHost::peers)
                .map(list -> list.name() + " r" + list.revision() + " "
                        + list.peers().stream()
                                .map(peer -> peer.name() + " " + peer.state())
                                .toList()
                        + " " + list.differences())
                .collect(Collectors.joining("; "));
    }
}
