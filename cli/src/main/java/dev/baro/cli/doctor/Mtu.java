// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import dev.baro.core.doctor.Finding;
import java.util.List;

/// Checks that the interfaces' MTUs allow clients' full-size packets. A mark adds no bytes.
record Mtu() implements BalancerCheck {
    /// The maximum payload of an Ethernet frame, IEEE 802.3.
    private static final int USUAL = 1500;

    @Override
    public String name() {
        return "mtu";
    }

    @Override
    public List<Finding> judge(BalancerFacts facts) {
        List<Finding> problems = facts.ports().stream()
                .filter(port -> port.present() && port.mtu() < USUAL)
                .map(port -> Finding.warn(
                                name(),
                                port.name() + " has MTU " + port.mtu(),
                                "clients' full-size packets do not arrive, or cannot be forwarded")
                        .fixedBy("ip link set dev " + port.name() + " mtu " + USUAL))
                .toList();
        return problemsOr(problems, USUAL + " bytes or more");
    }
}
