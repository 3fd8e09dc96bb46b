// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.differential;

import java.util.List;

/// Mistakes in the choice of one of several next hops.
final class UplinkFaults {
    private static final String FILE = "balancer/path.h";

    private UplinkFaults() {}

    static List<PlantedFault> all() {
        return List.of(
                new PlantedFault("next hop of each packet", FILE, "hash ^= ports;", "hash ^= bpf_ktime_get_ns();"),
                new PlantedFault("next hop of each second", FILE, "hash ^= ports;", "hash ^= ports ^ now.tick;"),
                new PlantedFault("next hop of another real server", FILE, "path->server != number || ", ""),
                new PlantedFault(
                        "next hop without its MTU",
                        FILE,
                        "&path->hop, sizeof(path->hop));",
                        "&path->hop, sizeof(path->hop) - 4); in_use->hop_mtu = 1500; in_use->hop_vlan = path->hop.vlan;"),
                new PlantedFault(
                        "next hop without its VLAN",
                        FILE,
                        "&path->hop, sizeof(path->hop));",
                        "&path->hop, sizeof(path->hop) - 2);"),
                new PlantedFault(
                        "circle by one of several next hops left open",
                        FILE,
                        "in_use->direct_mac = path->direct_mac;",
                        ""),
                new PlantedFault(
                        "fragments by what stands where ports do",
                        FILE,
                        " && !(v4->frag_off & bpf_htons(OF_A_FRAGMENT))",
                        ""),
                new PlantedFault(
                        "whole packets with the reserved bit taken for fragments",
                        FILE,
                        "v4->frag_off & bpf_htons(OF_A_FRAGMENT)",
                        "v4->frag_off & bpf_htons(~IP_DF)"),
                new PlantedFault("packets with options by what stands where ports do", FILE, "v4->ihl == 5 && ", ""),
                new PlantedFault(
                        "short last fragments by another next hop than the others",
                        FILE,
                        "if (ip + sizeof(*v4) > end)",
                        "if (ip + sizeof(*v4) + sizeof(ports) > end)"),
                new PlantedFault(
                        "extension headers by what stands where ports do",
                        FILE,
                        "if (protocol == IPPROTO_TCP || protocol == IPPROTO_UDP)\n\t\t\tports",
                        "ports"));
    }
}
