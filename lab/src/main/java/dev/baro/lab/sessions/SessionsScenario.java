// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.sessions;

import dev.baro.lab.forwarding.ForwardingScenario;
import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Topology;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.proof.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Proves that schedulers keep their promises, and that a session keeps its server whatever happens to the
/// balancer. The network is that of the main scenario, with more client addresses and more VIPs.
public record SessionsScenario(SessionsScale scale) implements Scenario {
    static final String EVEN_VIP = Topology.VIP;
    static final String WEIGHTED_VIP = Topology.SECOND_VIP;
    static final String HASHED_VIP = "211.115.115.102";
    static final String EVEN = "even";
    static final String WEIGHTED = "weighted";
    static final String HASHED = "hashed";
    static final String CONFIGURATION = "sessions.yaml";

    private static final String CLIENTS = "203.0.113.";
    private static final int FIRST_CLIENT = 21;
    private static final int MORE_CLIENTS = 8;

    @Override
    public Topology topology() {
        Topology two = Topology.twoDataCentres();
        List<Topology.Host> hosts = two.hosts().stream()
                .map(host -> switch (host.name()) {
                    case Topology.CLIENT ->
                        with(
                                host,
                                IntStream.range(1, MORE_CLIENTS + 1)
                                        .mapToObj(i -> "addr add " + client(i) + "/24 dev eth0"));
                    case Topology.EDGE ->
                        with(host, Stream.of("route add " + HASHED_VIP + "/32 via " + Topology.BALANCER_ADDRESS));
                    default -> host;
                })
                .toList();
        return new Topology(hosts, two.servers(), two.links(), two.ipv6());
    }

    /// One of the client's additional addresses.
    ///
    /// @param number 1..8
    static String client(int number) {
        return CLIENTS + (FIRST_CLIENT - 1 + number);
    }

    @Override
    public List<String> served(Topology.RealServer server) {
        return List.of(EVEN_VIP + "=10:80,443", WEIGHTED_VIP + "=11:80", HASHED_VIP + "=15:80");
    }

    @Override
    public void installMeters(Lab lab) {
        new ForwardingScenario().installMeters(lab);
    }

    @Override
    public String configuration() {
        return CONFIGURATION;
    }

    @Override
    public List<String> urls() {
        return Stream.of(EVEN_VIP, WEIGHTED_VIP, HASHED_VIP)
                .map(vip -> "http://" + vip + "/")
                .toList();
    }

    @Override
    public String picture() {
        return ForwardingScenario.PICTURE;
    }

    @Override
    public List<Proof> proofs(Lab lab, BaroDaemon daemon) {
        return List.of(
                new ManyConnectionsEven(scale.connections()),
                new WeightsExact(daemon, scale.connections() / 10),
                new DrainKeepsConnections(daemon, scale.held()),
                new LoadWithoutEvent(scale.control()),
                new DaemonKilledOften(daemon, scale.kills()),
                new ProgramSwapped(daemon, scale.swaps()),
                new PacketsTraced(daemon, 5),
                new ReloadedOften(daemon, scale.reloads()),
                new RolledBackOften(daemon, scale.rollbacks()),
                new HashKeepsConnections(daemon, scale.hashed()));
    }

    private static Topology.Host with(Topology.Host host, Stream<String> more) {
        List<String> lines = new ArrayList<>(host.ip());
        more.forEach(lines::add);
        return new Topology.Host(host.name(), host.bridge(), lines);
    }
}
