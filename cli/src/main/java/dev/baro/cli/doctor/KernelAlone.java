// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import dev.baro.cli.client.Programs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Explains what happens to packets while no daemon runs: the last daemon's program continues to forward them.
public final class KernelAlone {
    private KernelAlone() {}

    /// @return one line for an operator, about the network namespace of this command
    public static String sentence() {
        return Programs.output("ip", "-j", "-d", "link", "show")
                .map(KernelAlone::sentence)
                .orElse("whether packets are forwarded is not known: ip link show failed");
    }

    static String sentence(String links) {
        List<String> ours = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        try {
            for (JsonNode link : new JsonMapper().readTree(links)) {
                JsonNode program = link.path("xdp").path("prog");
                // The kernel shows the program's name only to root.
                Optional<String> name =
                        Optional.of(program.path("name").asString("")).filter(n -> !n.isEmpty());
                if (name.filter(ProgramAttached::isOurs).isPresent()) {
                    ours.add(link.path("ifname").asString(""));
                } else if (name.isEmpty() && !program.isMissingNode()) {
                    unknown.add(link.path("ifname").asString(""));
                }
            }
        } catch (JacksonException e) {
            return "whether packets are forwarded is not known: ip link show printed no JSON";
        }
        if (!ours.isEmpty()) {
            return "the kernel still uses the last configuration: packets that arrive on " + String.join(", ", ours)
                    + " are forwarded, but servers are not probed, and a server that fails keeps its clients";
        }
        return unknown.isEmpty()
                ? "no interface in this network namespace has Baro's XDP program; if the daemon ran here, packets for"
                        + " VIPs are not forwarded"
                : "an XDP program is on " + String.join(", ", unknown)
                        + "; only root can see whether it is Baro's, which works without a daemon";
    }
}
