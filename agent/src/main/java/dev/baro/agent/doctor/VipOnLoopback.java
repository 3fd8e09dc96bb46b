// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.config.ServedVip;
import dev.baro.agent.facts.Facts;
import dev.baro.agent.facts.Network;
import dev.baro.core.doctor.Finding;
import dev.baro.core.model.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Each VIP is a local address on an interface that answers no ARP or neighbour solicitations for it.
record VipOnLoopback() implements Check {
    @Override
    public String name() {
        return "vip-on-lo";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        List<Finding> problems = new ArrayList<>();
        for (IpAddress vip : facts.config().vipAddresses()) {
            List<Network.Address> there = facts.network().addresses().stream()
                    .filter(a -> a.ip().equals(vip) && facts.network().isQuiet(a.device()))
                    .toList();
            if (there.isEmpty()) {
                problems.add(missing(vip));
            }
            there.stream().filter(a -> !a.isHost()).forEach(a -> problems.add(tooWide(a)));
        }
        return problemsOr(
                problems,
                facts.config().vipAddresses().stream().map(IpAddress::toString).collect(Collectors.joining(", ")));
    }

    private Finding missing(IpAddress vip) {
        return Finding.fail(name(), vip + " is not on lo", "the server does not accept its packets, and drops them")
                .fixedBy("ip address add " + onLoopback(vip));
    }

    private Finding tooWide(Network.Address address) {
        return Finding.fail(
                        name(),
                        address.prefix() + " is on " + address.device() + " as an entire network",
                        "the server treats every address in it as its own, and drops clients from there as martians")
                .fixedBy("ip address replace " + onLoopback(address.ip()) + " && ip address delete " + address.prefix()
                        + " dev " + address.device());
    }

    static String onLoopback(IpAddress vip) {
        return ServedVip.hostPrefix(vip) + " dev lo" + (vip.isV4() ? "" : " preferred_lft 0");
    }
}
