// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import dev.baro.core.config.Config;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Prefix;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.ServerState;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.Vip;
import dev.baro.core.model.VirtualService;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The probes that a configuration needs: L2 once for each server on a segment of this balancer, L3 for each
/// VIP that uses a server, L4 for each of the VIP's service ports, and L7 if the port's check is a request. A
/// server behind a router gets no L2 probe, and disabled servers get none at all. An unprobed port has an L4
/// target, but no probe is sent to it.
public final class ProbePlan {
    private static final ApplicationCheck NO_CHECK = new ApplicationCheck.None();

    private final Config config;
    private final List<Prefix> segments;
    private final Map<ProbeTarget, ProbeTask> tasks = new LinkedHashMap<>();

    /// A real server behind one service port.
    private record Use(Vip vip, ServicePort port, RealServer server) {}

    private ProbePlan(Config config, List<Prefix> segments) {
        this.config = config;
        this.segments = segments;
    }

    /// @param segments the networks in which this balancer has an address
    public static List<ProbeTask> of(Config config, List<Prefix> segments) {
        ProbePlan plan = new ProbePlan(config, segments);
        Map<String, RealServer> servers = new LinkedHashMap<>();
        config.servers().forEach(server -> servers.put(server.name(), server));
        for (Vip vip : config.vips()) {
            vip.servers().stream()
                    .map(servers::get)
                    .filter(server -> server.state() != ServerState.DISABLED)
                    .forEach(server -> plan.add(vip, server));
        }
        return List.copyOf(plan.tasks.values());
    }

    private void add(Vip vip, RealServer server) {
        if (server.method() == ForwardingMethod.MAC || segments.stream().anyMatch(s -> s.contains(server.address()))) {
            add(segmentTask(vip, server));
        }
        if (config.health().policy().ping()) {
            add(pingTask(vip, server));
        }
        vip.ports().stream()
                .filter(port -> port.isServedBy(server.name()))
                .forEach(port -> add(new Use(vip, port, server)));
    }

    /// The probe of a service port that takes the path of clients' packets to a given real server: a
    /// marked SYN or datagram.
    ///
    /// @param server the server's name
    /// @return the task; empty if the configuration has no such port, or the server does not serve it
    public static Optional<ProbeTask> asClientsCome(Config config, VirtualService service, String server) {
        ProbePlan plan = new ProbePlan(config, List.of());
        for (Vip vip : config.vips()) {
            for (ServicePort port : vip.ports()) {
                if (vip.service(port).equals(service) && port.isServedBy(server)) {
                    return config.servers().stream()
                            .filter(each -> each.name().equals(server))
                            .findFirst()
                            .map(found -> plan.portTask(new Use(vip, port, found), Layer.L4, port.port(), NO_CHECK)
                                    .to(vip.address()));
                }
            }
        }
        return Optional.empty();
    }

    /// A request goes to the check's port, in addition to the connection to the service port. Without a
    /// request, the connection or the datagram itself goes to the check's port.
    private void add(Use use) {
        ServicePort port = use.port();
        int to = port.probes().port() == 0 ? port.port() : port.probes().port();
        if (port.asksOverTcp()) {
            add(portTask(use, Layer.L4, port.port(), NO_CHECK));
            add(portTask(use, Layer.L7, to, port.check()));
        } else {
            add(portTask(use, Layer.L4, to, port.check()));
        }
    }

    /// @param task the task to add; the L2 target of a server is added only once, even if several
    /// VIPs use the server
    private void add(ProbeTask task) {
        tasks.putIfAbsent(task.target(), task);
    }

    private ProbeTask segmentTask(Vip vip, RealServer server) {
        return new ProbeTask(
                new ProbeTarget(Layer.L2, server.name(), "", ""),
                server.address(),
                server.method(),
                server.address(),
                vip.dscp(),
                false,
                Protocol.TCP,
                0,
                NO_CHECK,
                config.health().l2());
    }

    private ProbeTask pingTask(Vip vip, RealServer server) {
        return new ProbeTask(
                new ProbeTarget(Layer.L3, server.name(), vip.name(), ""),
                server.address(),
                server.method(),
                answering(vip, server),
                vip.dscp(),
                vip.options().probeThroughDscp(),
                Protocol.TCP,
                0,
                NO_CHECK,
                config.health().l3());
    }

    private ProbeTask portTask(Use use, Layer layer, int to, ApplicationCheck check) {
        ServicePort port = use.port();
        boolean l4 = layer == Layer.L4;
        return new ProbeTask(
                new ProbeTarget(layer, use.server().name(), use.vip().name(), port.name()),
                use.server().address(),
                use.server().method(),
                answering(use.vip(), use.server()),
                use.vip().dscp(),
                use.vip().options().probeThroughDscp(),
                l4 ? port.protocol() : Protocol.TCP,
                to,
                port.port(),
                check,
                l4
                        ? port.probes().l4().over(config.health().l4())
                        : port.probes().l7().over(config.health().l7()));
    }

    private static IpAddress answering(Vip vip, RealServer server) {
        return vip.options().probeThroughDscp() ? vip.address() : server.address();
    }
}
