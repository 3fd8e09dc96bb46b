// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.facts.Facts;
import dev.baro.core.doctor.Finding;
import java.util.List;

/// The interfaces' MTUs are large enough for clients' full-size packets. A mark adds no bytes.
record Mtu() implements Check {
    /// The maximum payload of an Ethernet frame (IEEE 802.3).
    private static final int USUAL = 1500;

    @Override
    public String name() {
        return "mtu";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        List<Finding> problems = facts.families().stream()
                .flatMap(v4 -> facts.incoming(v4).stream())
                .distinct()
                .filter(link -> link.ethernet() && link.mtu() < USUAL)
                .map(link -> Finding.warn(
                                name(),
                                link.name() + " has MTU " + link.mtu(),
                                "clients' full-size packets exceed it and are lost on the segment")
                        .fixedBy("ip link set dev " + link.name() + " mtu " + USUAL))
                .toList();
        return problemsOr(problems, USUAL + " bytes or more");
    }
}
