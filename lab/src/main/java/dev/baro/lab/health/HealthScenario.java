// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.health;

import dev.baro.lab.capture.Meters;
import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.HealthView;
import dev.baro.lab.host.Lab;
import dev.baro.lab.host.WebServer;
import dev.baro.lab.network.HealthTopology;
import dev.baro.lab.network.Together;
import dev.baro.lab.network.Topology;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.proof.Scenario;
import dev.baro.lab.traffic.Echo;
import dev.baro.lab.traffic.SteadyLoad;
import dev.baro.lab.traffic.VisitCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Proves health checks along the real path of packets: everything that can break is
/// broken, identified, and fixed.
public record HealthScenario() implements Scenario {
    /// A time longer than all faults together take on a slow machine.
    private static final Duration LOAD_LIMIT = Duration.ofMinutes(20);

    private static final int LOAD_PAUSE_MS = 20;

    private static final String PICTURE = """

              client  ─── edge ─── core ─┬─ idc-a  web-a01 web-a02 web-a03, web-a04 by dscp, web-a05 by ipip
              visitor ───┘ ║             └─ idc-b  web-b01 web-b02 web-b03
                           ╚═ lb-a1 ═══ web-m01 by mac
            """;

    @Override
    public Topology topology() {
        return HealthTopology.topology();
    }

    @Override
    public List<String> served(Topology.RealServer server) {
        if (HealthTopology.byOneMethod().contains(server.name())) {
            return Stream.of(HealthTopology.THIRD_VIP, HealthTopology.THIRD_VIP_V6)
                    .map(vip -> vip + "=" + byItsMethod(server))
                    .toList();
        }
        List<String> vips =
                new ArrayList<>(List.of(Topology.VIP + "=10:80,9000", HealthTopology.VIP_V6 + "=10:80,9000"));
        if (List.of("web-a01", "web-a02").contains(server.name())) {
            vips.addAll(List.of(Topology.SECOND_VIP + "=12:80,9000", HealthTopology.SECOND_VIP_V6 + "=12:80,9000"));
        }
        return vips;
    }

    private static String byItsMethod(Topology.RealServer server) {
        return switch (server.name()) {
            case HealthTopology.BY_IPIP -> "ipip";
            case HealthTopology.BY_MAC -> "mac";
            default -> "14:80,443,9000";
        };
    }

    /// A server listens on the VIPs and on its own addresses, as most services do.
    @Override
    public List<String> listens(Topology.RealServer server) {
        return Stream.concat(Scenario.super.listens(server).stream(), ownAddresses(server).stream())
                .toList();
    }

    static List<String> ownAddresses(Topology.RealServer server) {
        return List.of(server.address(), HealthTopology.addressV6(server));
    }

    @Override
    public void installMeters(Lab lab) {
        Meters.installAtClient(lab.client());
        Together.map(lab.webServers(), server -> {
            Meters.installAtServer(server.namespace(), server.server().address());
            return server;
        });
        lab.host(HealthTopology.TARGET)
                .command("sh", "-e")
                .withInput(HealthTopology.answersByTheSecondLink())
                .succeed();
    }

    @Override
    public String configuration() {
        return "health.yaml";
    }

    @Override
    public List<String> urls() {
        return List.of("http://" + Topology.VIP + "/", "http://[" + HealthTopology.VIP_V6 + "]/");
    }

    @Override
    public String picture() {
        return PICTURE;
    }

    @Override
    public void startServices(Lab lab) {
        lab.webServers().stream()
                .filter(server -> !server.server().name().equals(HealthTopology.TARGET))
                .forEach(server -> Echo.start(lab, server, server.server().name(), echoes(server)));
        new TargetServices(lab).startEchoes();
    }

    /// The addresses of a server's echo service. The servers with one method each have an echo
    /// only at the VIPs.
    static List<String> echoes(WebServer server) {
        return HealthTopology.byOneMethod().contains(server.server().name())
                ? List.of(HealthTopology.THIRD_VIP, HealthTopology.THIRD_VIP_V6)
                : server.addresses();
    }

    /// The steady load goes to all servers except the target, which accepted no new sessions
    /// when the load began.
    @Override
    public List<Proof> proofs(Lab lab, BaroDaemon daemon) {
        HealthView view = new HealthView(lab.names());
        TargetServices services = new TargetServices(lab);
        startVisitor(lab);
        daemon.say("server", "drain", HealthTopology.TARGET);
        SteadyLoad load = SteadyLoad.start(lab, others(lab), LOAD_LIMIT, LOAD_PAUSE_MS);
        daemon.say("server", "enable", HealthTopology.TARGET);

        List<Proof> proofs = new ArrayList<>();
        Faults.of(lab, services).forEach(fault -> proofs.add(new FaultNamed(view, fault)));
        MethodFaults.of(lab).forEach(fault -> proofs.add(new MethodFaultNamed(view, fault)));
        proofs.add(new RequestDecides(view));
        proofs.add(new OthersUndisturbed(load));
        proofs.addAll(List.of(
                new HealthShown(view, Faults.bleached(lab)),
                new ProbesOnTheWire(4),
                new ProbesOnTheWire(6),
                new DaemonFrozen(view, daemon),
                new DataCentreCutOff(view)));
        return proofs;
    }

    /// The servers that get the load: all servers except the target.
    static List<WebServer> others(Lab lab) {
        return lab.webServers().stream()
                .filter(server -> !server.server().name().equals(HealthTopology.TARGET))
                .filter(server ->
                        !HealthTopology.byOneMethod().contains(server.server().name()))
                .toList();
    }

    private static void startVisitor(Lab lab) {
        lab.launcher()
                .in(lab.host(HealthTopology.VISITOR), "lab", "visit", Topology.VIP, HealthTopology.VIP_V6)
                .start(lab.names().directory().resolve("visitor.log"))
                .awaitLog(VisitCommand.READY);
    }
}
