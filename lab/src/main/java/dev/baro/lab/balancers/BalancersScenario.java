// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.balancers;

import dev.baro.lab.capture.Meters;
import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.BalancersTopology;
import dev.baro.lab.network.BalancersTopology.Balancer;
import dev.baro.lab.network.LabException;
import dev.baro.lab.network.Together;
import dev.baro.lab.network.Topology;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.proof.Scenario;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Two data centres with two balancers each, which announce one VIP to a router with BIRD. The proofs show what
/// clients experience when balancers are added, leave, die and lose contact with each other.
public record BalancersScenario(BalancersScale scale) implements Scenario {
    static final String CONFIGURATION = "balancers.yaml";

    private static final String PICTURE = """

              203.0.113.0/24 client ─── edge ─── core ─┬─ idc-a  web-a01 web-a02 web-a03   10.10.10.1-3
                      BIRD, ECMP        ║  ║           └─ idc-b  web-b01 web-b02 web-b03   10.20.10.1-3
                                        ║  ╚═ lb-b1 lb-b2   10.20.0.11-12
                                        ╚════ lb-a1 lb-a2   10.10.0.11-12
            """;

    @Override
    public Topology topology() {
        return BalancersTopology.topology();
    }

    @Override
    public List<String> served(Topology.RealServer server) {
        return List.of(Topology.VIP + "=" + Topology.DSCP + ":80");
    }

    @Override
    public void installMeters(Lab lab) {
        Meters.installAtClient(lab.client());
        Together.map(lab.webServers(), server -> {
            Meters.installAtServer(server.namespace(), server.server().address());
            return server;
        });
        // A veth delivers frames that XDP sends back only if the receiving end also has a program.
        BalancersTopology.balancers().stream()
                .map(Balancer::port)
                .filter(port -> !port.equals(Topology.EDGE_TO_BALANCER))
                .forEach(port -> lab.edge()
                        .command(
                                "ip",
                                "link",
                                "set",
                                "dev",
                                port,
                                "xdpdrv",
                                "obj",
                                lab.passProgram().toString(),
                                "sec",
                                "xdp")
                        .succeed());
    }

    /// Starts the routing daemons of the router and of the first balancer, whose
    /// `baro` daemon starts afterwards.
    @Override
    public void startServices(Lab lab) {
        if (!Files.isExecutable(Path.of("/usr/sbin/bird"))) {
            throw new LabException("missing: bird; install: apt-get install bird2");
        }
        Cluster cluster = Cluster.of(lab);
        cluster.startRouter();
        cluster.all().getFirst().startBird();
    }

    @Override
    public String configuration() {
        return CONFIGURATION;
    }

    @Override
    public List<String> daemonOptions() {
        return List.of("--balancer", Topology.BALANCER);
    }

    @Override
    public List<String> urls() {
        return List.of("http://" + Topology.VIP + "/");
    }

    @Override
    public String picture() {
        return PICTURE;
    }

    /// Sets up the pair of balancers for a lab that an operator explores.
    public void makePair(Lab lab) {
        Cluster cluster = Cluster.of(lab);
        new Faults(cluster).addBalancer(cluster.named(PairMade.SECOND));
    }

    /// The proofs that count every packet come first, because after a client's path has been cut, a server
    /// keeps repeating its answers.
    @Override
    public List<Proof> proofs(Lab lab, BaroDaemon daemon) {
        Cluster cluster = Cluster.of(lab);
        Faults faults = new Faults(cluster);
        return List.of(
                new PairMade(cluster, scale.connections()),
                new BalancerAdded(cluster, faults, scale.connections()),
                new Withdrawn(cluster, "balancer withdrawn", List.of(PairMade.SECOND)),
                new Withdrawn(cluster, "data centre drained", List.of("lb-b1", "lb-b2")),
                new DaemonAway(cluster, "daemon killed", "lb-a2", true),
                new DaemonAway(cluster, "daemon paused 5 s", "lb-b1", false),
                new BalancerGone(
                        cluster, faults, "balancer killed", Faults.Kind.KILL_BALANCER, "lb-a2", scale.held(), 3),
                new BalancerGone(cluster, faults, "link cut", Faults.Kind.CUT_LINK, "lb-b2", scale.held(), 5),
                new RoutingStopped(cluster, "lb-a2"),
                new Partitioned(cluster, faults, scale.connections(), scale.partition()),
                kept(cluster, faults, "round-robin", true),
                kept(cluster, faults, "round-robin, spread: 16", true),
                kept(cluster, faults, "least-connections", true),
                kept(cluster, faults, "round-robin", false),
                kept(cluster, faults, "least-connections", false));
    }

    private Proof kept(Cluster cluster, Faults faults, String serving, boolean synced) {
        return new SessionsKept(cluster, faults, serving, synced, "lb-a2", scale.sessions());
    }
}
