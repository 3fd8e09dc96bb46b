// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import dev.baro.core.doctor.Finding;
import java.util.ArrayList;
import java.util.List;

/// Checks that IP forwarding is enabled, because otherwise the kernel does not report a real server's next hop.
record Routing() implements BalancerCheck {
    @Override
    public String name() {
        return "routing";
    }

    @Override
    public List<Finding> judge(BalancerFacts facts) {
        List<Finding> problems = new ArrayList<>();
        boolean v6 = facts.hops().stream().anyMatch(hop -> hop.address().contains(":"));
        boolean v4 = facts.hops().stream().anyMatch(hop -> !hop.address().contains(":"));
        if (v4 && !facts.kernel().forwards4()) {
            problems.add(off("net.ipv4.ip_forward"));
        }
        if (v6 && !facts.kernel().forwards6()) {
            problems.add(off("net.ipv6.conf.all.forwarding"));
        }
        return problemsOr(problems, "on");
    }

    private Finding off(String setting) {
        return Finding.fail(
                        name(), setting + " is off", "the kernel gives the program no next hop, so packets are lost")
                .fixedBy("sysctl -w " + setting + "=1");
    }
}
