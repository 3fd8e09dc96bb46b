// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.facts.Facts;
import dev.baro.agent.facts.Network;
import dev.baro.core.doctor.Finding;
import java.util.List;

/// No VIP is on an interface that answers ARP or neighbour solicitations; otherwise this server would attract
/// the traffic meant for all servers.
record VipOnSegment() implements Check {
    @Override
    public String name() {
        return "vip-on-segment";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        List<Finding> problems = facts.network().addresses().stream()
                .filter(a -> facts.config().vipAddresses().contains(a.ip())
                        && !facts.network().isQuiet(a.device()))
                .map(this::problem)
                .toList();
        return problemsOr(problems, "no VIP is on an interface that answers for it");
    }

    private Finding problem(Network.Address address) {
        return Finding.fail(
                        name(),
                        "VIP " + address.ip() + " is an address of " + address.device(),
                        "this server answers ARP for it, and attracts the traffic of all servers")
                .fixedBy("ip address replace " + VipOnLoopback.onLoopback(address.ip()) + " && ip address delete "
                        + address.prefix() + " dev " + address.device());
    }
}
