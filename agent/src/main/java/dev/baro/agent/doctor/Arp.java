// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.facts.Facts;
import dev.baro.agent.facts.Network;
import dev.baro.agent.facts.Sysctls;
import dev.baro.core.doctor.Finding;
import java.util.ArrayList;
import java.util.List;

/// Other hosts on the segment do not learn from this server about a VIP on `lo` (see networking/ip-sysctl
/// in the kernel's documentation).
record Arp() implements Check {
    @Override
    public String name() {
        return "arp";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        if (facts.config().vipAddresses(true).isEmpty()) {
            return List.of();
        }
        List<Finding> problems = new ArrayList<>();
        for (Network.Link link : facts.network().links()) {
            if (link.ethernet() && link.up() && !link.quiet()) {
                problems.addAll(judge(facts.sysctls(), link.name()));
            }
        }
        return problemsOr(problems.stream().distinct().toList(), "arp_ignore and arp_announce keep VIPs silent");
    }

    private List<Finding> judge(Sysctls sysctls, String device) {
        List<Finding> problems = new ArrayList<>();
        if (sysctls.effective("arp_ignore", device) == 0) {
            problems.add(Finding.fail(
                            name(),
                            "arp_ignore is 0",
                            "this server answers ARP for its VIPs, and may attract the traffic of all servers")
                    .fixedBy("sysctl -w net.ipv4.conf.all.arp_ignore=1"));
        }
        if (sysctls.effective("arp_announce", device) < 2) {
            problems.add(Finding.fail(
                            name(),
                            "arp_announce is less than 2",
                            "its own ARP requests may carry a VIP as sender, and neighbours learn the VIP from it")
                    .fixedBy("sysctl -w net.ipv4.conf.all.arp_announce=2"));
        }
        return problems;
    }
}
