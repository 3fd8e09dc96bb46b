// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.facts;

import dev.baro.agent.host.Commands;
import dev.baro.core.doctor.XdpHolder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// The owners of a host's XDP programs. If bpftool is installed, it is used to list the programs' links.
final class XdpPrograms {
    private static final JsonMapper JSON = new JsonMapper();

    private XdpPrograms() {}

    /// @return the programs, by interface name
    static Map<String, XdpHolder> holders(Commands commands, Network network) {
        if (network.links().stream().noneMatch(Network.Link::xdp)) {
            return Map.of();
        }
        Optional<Map<Integer, XdpHolder>> links =
                commands.output("bpftool", "-j", "-f", "link", "show").map(XdpHolder::all);
        Map<String, XdpHolder> holders = new HashMap<>();
        network.links().stream()
                .filter(Network.Link::xdp)
                .map(Network.Link::name)
                .forEach(device -> {
                    int program = JSON.readTree(commands.run("ip", "-j", "-d", "link", "show", "dev", device))
                            .path(0)
                            .path("xdp")
                            .path("prog")
                            .path("id")
                            .asInt(0);
                    holders.put(device, XdpHolder.of(program, links));
                });
        return holders;
    }
}
