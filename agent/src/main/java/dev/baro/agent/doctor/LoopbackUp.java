// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.facts.Facts;
import dev.baro.core.doctor.Finding;
import java.util.List;

/// The loopback is up. If it were down, it would lose its IPv6 addresses, and the server
/// could not reach itself.
record LoopbackUp() implements Check {
    @Override
    public String name() {
        return "lo-up";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        boolean up = facts.network().links().stream().anyMatch(l -> l.loopback() && l.up());
        return up
                ? List.of(Finding.ok(name(), "lo is up"))
                : List.of(Finding.fail(
                                name(), "lo is down", "its IPv6 addresses are gone, and the server cannot reach itself")
                        .fixedBy("ip link set dev lo up"));
    }
}
