// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.facts.Facts;
import dev.baro.agent.facts.Network;
import dev.baro.core.doctor.Finding;
import java.util.List;

/// Large receive offload is off on interfaces with an XDP program, which treats merged packets as malformed.
record Lro() implements Check {
    @Override
    public String name() {
        return "lro";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        if (facts.config().tunnelled().isEmpty()) {
            return List.of();
        }
        List<Finding> problems = facts.families().stream()
                .flatMap(v4 -> facts.incoming(v4).stream())
                .distinct()
                .filter(Network.Link::merges)
                .map(link -> Finding.fail(
                                name(),
                                link.name() + " merges received packets (LRO)",
                                "the XDP program does not receive tunnel packets as they were sent")
                        .fixedBy("ethtool -K " + link.name() + " lro off"))
                .toList();
        return problemsOr(problems, "off where tunnel packets arrive");
    }
}
