// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.config;

import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import dev.baro.core.config.Config;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.Vip;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The balancers' configuration as seen by one real server.
public final class BalancerView {
    private BalancerView() {}

    /// @param names one host's names in the configuration, one for each of its addresses there
    /// @throws OperatorException if the configuration has no server with one of these names
    public static AgentConfig of(Config config, List<String> names, String file) {
        List<ServedVip> vips = new ArrayList<>();
        List<IpAddress> addresses = new ArrayList<>();
        for (String name : names) {
            RealServer server = config.server(name).orElseThrow(() -> unknown(config, name, file));
            addresses.add(server.address());
            config.vips().stream()
                    .filter(vip -> vip.servers().contains(name))
                    .map(vip -> served(vip, server))
                    .forEach(vips::add);
        }
        return new AgentConfig(vips.stream().distinct().toList(), List.of(), addresses, List.of());
    }

    private static ServedVip served(Vip vip, RealServer server) {
        return switch (server.method()) {
            case DSCP -> marked(vip, server);
            case IPIP -> new ServedVip.Tunnelled(vip.address());
            case MAC -> new ServedVip.OnSegment(vip.address());
        };
    }

    /// A rule covers each of its protocols on each of its ports, so if ports have different protocols, the rule
    /// matches slightly more than needed.
    private static ServedVip marked(Vip vip, RealServer server) {
        List<ServicePort> served = vip.ports().stream()
                .filter(port -> port.isServedBy(server.name()))
                .toList();
        // An empty list would mean every port, so a server that serves no ports, and gets no packets,
        // is a special case.
        List<ServicePort> taken = served.isEmpty() ? vip.ports() : served;
        List<Integer> ports = taken.stream().map(ServicePort::port).toList();
        List<Protocol> protocols = taken.stream().map(ServicePort::protocol).toList();
        return new ServedVip.Marked(vip.address(), vip.dscp(), ports, protocols);
    }

    private static OperatorException unknown(Config config, String name, String file) {
        Optional<RealServer> byAddress = config.servers().stream()
                .filter(s -> s.address().toString().equals(name))
                .findFirst();
        String known = byAddress
                .map(server -> "that address belongs to " + server.name())
                .orElseGet(() -> "it has "
                        + config.servers().stream()
                                .map(RealServer::name)
                                .limit(20)
                                .collect(Collectors.joining(", ")));
        return new OperatorException(
                ExitCode.CONFIG_INVALID, "there is no server " + name + " in " + file + ": " + known);
    }
}
