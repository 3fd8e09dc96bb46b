// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import dev.baro.core.doctor.Finding;
import java.util.List;

/// Checks that the configuration is valid and specifies this balancer's interfaces.
record ConfigValid() implements BalancerCheck {
    @Override
    public String name() {
        return "config";
    }

    @Override
    public List<Finding> judge(BalancerFacts facts) {
        if (!facts.problems().isEmpty()) {
            return List.of(Finding.fail(
                            name(),
                            facts.source() + ": " + facts.problems().getFirst()
                                    + (facts.problems().size() > 1
                                            ? " and " + (facts.problems().size() - 1) + " more"
                                            : ""),
                            "a daemon that starts now rejects it; a running daemon keeps its configuration")
                    .fixedBy("baro check " + facts.source()));
        }
        return facts.ports().isEmpty()
                ? List.of(Finding.fail(
                                name(),
                                facts.source() + " does not specify the interfaces of this host",
                                "the interfaces on which packets for VIPs arrive are unknown")
                        .advising("use baro doctor --interface IF, or give a balancer this host's name"))
                : List.of(Finding.ok(name(), facts.source() + " is valid"));
    }
}
