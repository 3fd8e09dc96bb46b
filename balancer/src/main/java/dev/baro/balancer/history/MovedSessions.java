// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.history;

import dev.baro.balancer.control.EventOutcome;
import dev.baro.balancer.control.SessionCounts;
import dev.baro.core.config.Config;
import dev.baro.core.history.Revision;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.ServerState;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.Vip;
import dev.baro.core.model.VirtualService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The sessions that lose their real server because of a configuration change.
final class MovedSessions {
    private MovedSessions() {}

    /// @param counts the session counts before the change
    static Revision.Effect effect(EventOutcome outcome, SessionCounts counts) {
        Map<VirtualService, Set<Reached>> after = serving(outcome.after().config());
        long sessions = 0;
        boolean estimated = false;
        Config before = outcome.before().config();
        Map<String, RealServer> servers = before.serversByName();
        for (Vip vip : before.vips()) {
            for (ServicePort port : vip.ports()) {
                VirtualService service = vip.service(port);
                Set<Reached> stay = after.getOrDefault(service, Set.of());
                for (var counted : counts.servers(service).values()) {
                    RealServer server = servers.get(counted.name());
                    if (server != null && counted.sessionsActive() > 0 && !stay.contains(reached(server))) {
                        sessions += counted.sessionsActive();
                        estimated |= counts.estimated(vip);
                    }
                }
            }
        }
        return new Revision.Effect(outcome.rings(), sessions, estimated);
    }

    private static Map<VirtualService, Set<Reached>> serving(Config config) {
        Map<String, RealServer> servers = config.serversByName();
        Map<VirtualService, Set<Reached>> serving = new HashMap<>();
        for (Vip vip : config.vips()) {
            for (ServicePort port : vip.ports()) {
                Set<Reached> some = serving.computeIfAbsent(vip.service(port), _ -> new HashSet<>());
                vip.servers(port).stream()
                        .map(servers::get)
                        .filter(Objects::nonNull)
                        .filter(server -> server.state() != ServerState.DISABLED)
                        .map(MovedSessions::reached)
                        .forEach(some::add);
            }
        }
        return serving;
    }

    /// Compares only the address and method, because neither a change of weight nor a drain
    /// affects a server's sessions.
    private static Reached reached(RealServer server) {
        return new Reached(server.address(), server.method());
    }

    private record Reached(IpAddress address, ForwardingMethod method) {}
}
