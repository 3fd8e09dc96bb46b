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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which probes a configuration asks for: L2 once for each server on a segment of this balancer, L3 for
/// each VIP that uses a server, L4 for each of its service ports, and L7 where the port has a request. A
/// server that is reached through a router has no L2; servers that are disabled are left alone.
public final class ProbePlan {
    private static final ApplicationCheck NO_CHECK = new ApplicationCheck.None();

    private final Config config;
    private final List<Prefix> segments;
    private final Map<ProbeTarget, ProbeTask> tasks = new LinkedHashMap<>();

    private ProbePlan(Config config, List<Prefix> segments) {
        this.config = config;
        this.segments = segments;
    }

    /// @param segments the networks that this balancer has an address in
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
        for (ServicePort port : vip.ports()) {
            add(portTask(Layer.L4, vip, port, server, port.protocol() == Protocol.UDP ? port.check() : NO_CHECK));
            if (port.check() instanceof ApplicationCheck.Http) {
                add(portTask(Layer.L7, vip, port, server, port.check()));
            }
        }
    }

    /// @param task of a server that two VIPs use, L2 is probed once
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

    /// L4 or L7 of a service port.
    private ProbeTask portTask(Layer layer, Vip vip, ServicePort port, RealServer server, ApplicationCheck check) {
        return new ProbeTask(
                new ProbeTarget(layer, server.name(), vip.name(), port.name()),
                server.address(),
                server.method(),
                answering(vip, server),
                vip.dscp(),
                vip.options().probeThroughDscp(),
                port.protocol(),
                port.port(),
                check,
                layer == Layer.L4 ? config.health().l4() : config.health().l7());
    }

    private static IpAddress answering(Vip vip, RealServer server) {
        return vip.options().probeThroughDscp() ? vip.address() : server.address();
    }
}
