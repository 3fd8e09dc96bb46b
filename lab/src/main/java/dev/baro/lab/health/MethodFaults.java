// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.health;

import dev.baro.core.health.Verdict;
import dev.baro.lab.host.Lab;
import dev.baro.lab.host.WebServer;
import dev.baro.lab.network.HealthTopology;
import dev.baro.lab.network.Namespace;
import dev.baro.lab.traffic.Echo;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Faults of a port, a service or a tunnel while servers and VIPs still answer pings, for every method
/// at the same time.
final class MethodFaults {
    private static final String TABLE = "lab_fault";
    private static final Set<String> EVERY_PORT = Set.of("http", "https", "echo");
    private static final List<String> SERVERS = HealthTopology.byOneMethod();
    private static final String ON_SERVER = "type filter hook input priority 0; th dport { 80, 443, 9000 } ";
    /// The router's interface towards the servers of its data centre.
    private static final String AT_ROUTER = "type filter hook forward priority 0; meta l4proto { 4, 41 } ";

    private final Lab lab;

    private MethodFaults(Lab lab) {
        this.lab = lab;
    }

    static List<MethodFault> of(Lab lab) {
        MethodFaults faults = new MethodFaults(lab);
        faults.each(MethodFaults::answerEachProbe);
        return faults.all();
    }

    /// Removes the rate limit for ICMP errors: a kernel sends each peer six errors in a burst and then one a
    /// second (icmp_ratelimit). Here probes are sent ten times as often as by default, and would have to
    /// wait for their errors.
    private static void answerEachProbe(WebServer server) {
        server.namespace()
                .command("sysctl", "-q", "-w", "net.ipv4.icmp_ratelimit=0", "net.ipv6.icmp.ratelimit=0")
                .succeed();
    }

    private List<MethodFault> all() {
        return List.of(
                onServers("ports dropped", Verdict.PORT_FILTERED, "drop"),
                new MethodFault(
                        "UDP service hangs",
                        Verdict.SERVICE_SILENT,
                        SERVERS,
                        Set.of("echo"),
                        () -> each(server -> Echo.freeze(server, HealthScenario.echoes(server))),
                        () -> each(server -> Echo.thaw(server, HealthScenario.echoes(server)))),
                new MethodFault(
                        "service accepts and closes",
                        Verdict.ACCEPTS_AND_CLOSES,
                        SERVERS,
                        Set.of("http", "https"),
                        () -> each(server -> server.answersOrCloses(false)),
                        () -> each(server -> server.answersOrCloses(true))),
                new MethodFault(
                        "tunnel filtered",
                        Verdict.TUNNEL_FILTERED,
                        List.of(HealthTopology.BY_IPIP),
                        EVERY_PORT,
                        () -> load(lab.host(HealthTopology.ROUTER), AT_ROUTER + "drop"),
                        () -> unload(lab.host(HealthTopology.ROUTER))),
                onServers(
                        "ports rejected by a firewall",
                        Verdict.REFUSED_BY_FIREWALL,
                        "reject with icmpx admin-prohibited"));
    }

    private MethodFault onServers(String name, Verdict verdict, String action) {
        return new MethodFault(
                name,
                verdict,
                SERVERS,
                EVERY_PORT,
                () -> each(server -> load(server.namespace(), ON_SERVER + action)),
                () -> each(server -> unload(server.namespace())));
    }

    private void each(Consumer<WebServer> action) {
        SERVERS.forEach(name -> action.accept(lab.webServer(name)));
    }

    private static void load(Namespace host, String chain) {
        host.command("nft", "-f", "-")
                .withInput("table inet " + TABLE + " { chain c { " + chain + "; }; }\n")
                .succeed();
    }

    private static void unload(Namespace host) {
        host.command("nft", "delete", "table", "inet", TABLE).succeed();
    }
}
