// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.facts;

import dev.baro.agent.config.AgentConfig;
import dev.baro.agent.config.ServedVip;
import dev.baro.agent.host.Ruleset;
import java.util.List;

/// Everything that the checks look at, read once and never changed.
public record Facts(Wish wish, Network network, Sysctls sysctls, Ruleset ruleset, Sockets sockets, Host host) {

    public AgentConfig config() {
        return wish.config();
    }

    public List<ServedVip.Marked> marked() {
        return config().marked();
    }

    /// Where packets for the VIPs of a family come in.
    public List<Network.Link> incoming(boolean v4) {
        if (!config().interfaces().isEmpty()) {
            return network.links().stream()
                    .filter(l -> config().interfaces().contains(l.name()))
                    .toList();
        }
        return network.links().stream()
                .filter(l -> !l.loopback()
                        && network.addresses().stream()
                                .anyMatch(a -> a.device().equals(l.name())
                                        && config().addresses(v4).contains(a.ip())))
                .toList();
    }

    /// The families that VIPs have, IPv4 first.
    public List<Boolean> families() {
        return List.of(true, false).stream()
                .filter(v4 -> !config().vipAddresses(v4).isEmpty())
                .toList();
    }
}
