// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.host;

import dev.baro.agent.config.AgentConfig;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.decap.Decapsulator;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The interfaces and the VIPs whose packets should have their tunnel headers removed.
///
/// @param interfaces the interfaces where tunnel packets arrive
/// @param own        the server's addresses to which the balancers send
/// @param vips       the VIPs, which are the destinations of the inner packets
public record Tunnels(List<String> interfaces, Set<IpAddress> own, Set<IpAddress> vips) {
    public Tunnels {
        interfaces = interfaces.stream().distinct().sorted().toList();
        own = Collections.unmodifiableSet(new TreeSet<>(own));
        vips = Collections.unmodifiableSet(new TreeSet<>(vips));
    }

    /// @param config the resolved configuration, with a VIP of method ipip
    /// @throws OperatorException if the interfaces for tunnel packets are unknown
    public static Tunnels wanted(AgentConfig config, HostState present) {
        List<String> interfaces =
                config.interfaces().isEmpty() ? present.ethernets(config.addresses()) : config.interfaces();
        if (interfaces.isEmpty() || config.addresses().isEmpty()) {
            throw new OperatorException(
                    ExitCode.CONFIG_INVALID,
                    "method ipip needs an Ethernet interface and a server address to which balancers send, but none"
                            + " was found: set interfaces: and addresses:");
        }
        return new Tunnels(interfaces, new HashSet<>(config.addresses()), new HashSet<>(config.tunnelled()));
    }

    /// Whether the current state matches this one, with an XDP program of this version.
    public boolean are(Decapsulator present) {
        List<String> attached = present.attachments().stream()
                .map(Decapsulator.Attachment::interfaceName)
                .sorted()
                .toList();
        return present.current()
                && interfaces.equals(attached)
                && own.equals(present.own())
                && vips.equals(present.counters().keySet());
    }
}
