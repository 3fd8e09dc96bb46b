// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.facts.Facts;
import dev.baro.core.doctor.Finding;
import java.util.ArrayList;
import java.util.List;

/// The server answers pings, which balancers use as layer 3 health probes.
record Echo() implements Check {
    @Override
    public String name() {
        return "echo";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        List<Finding> problems = new ArrayList<>();
        for (boolean v4 : facts.families()) {
            String setting = v4 ? "net.ipv4.icmp_echo_ignore_all" : "net.ipv6.icmp.echo_ignore_all";
            if (facts.sysctls().number(setting) != 0) {
                problems.add(Finding.fail(
                                name(),
                                setting + " is on",
                                "the balancers' pings fail, so they consider the server down")
                        .fixedBy("sysctl -w " + setting + "=0"));
            }
        }
        return problemsOr(problems, "pings are answered");
    }
}
