// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.facts.Facts;
import dev.baro.core.doctor.Finding;
import dev.baro.core.model.IpAddress;
import java.util.List;

/// The server has the addresses to which the balancers send packets.
record OwnAddress() implements Check {
    @Override
    public String name() {
        return "own-address";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        List<Finding> problems = facts.config().addresses().stream()
                .filter(own -> facts.network().addresses().stream().noneMatch(a -> a.ip().equals(own)))
                .map(own -> missing(own, facts))
                .toList();
        return problemsOr(problems, fine(facts.config().addresses()));
    }

    private Finding missing(IpAddress own, Facts facts) {
        return Finding.fail(
                        name(),
                        own + " is not an address of this server",
                        "packets that the balancers send to it do not arrive here")
                .advising("add it to the interface, or correct addresses: and "
                        + facts.wish().apply());
    }

    private String fine(List<IpAddress> own) {
        return own.isEmpty()
                ? "every local address"
                : String.join(", ", own.stream().map(IpAddress::toString).toList());
    }
}
