// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import dev.baro.cli.doctor.BalancerFacts.Port;
import dev.baro.core.doctor.Finding;
import java.util.List;

/// Checks that large receive offload is off, because merged packets cannot be forwarded.
record Lro() implements BalancerCheck {
    @Override
    public String name() {
        return "lro";
    }

    @Override
    public List<Finding> judge(BalancerFacts facts) {
        List<Finding> problems = facts.ports().stream()
                .filter(Port::merges)
                .map(port -> Finding.fail(
                                name(),
                                port.name() + " merges received packets (LRO)",
                                "merged packets are too long for any link, and are lost")
                        .fixedBy("ethtool -K " + port.name() + " lro off"))
                .toList();
        return problemsOr(problems, "off");
    }
}
