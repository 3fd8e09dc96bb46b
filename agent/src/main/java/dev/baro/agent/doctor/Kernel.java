// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.facts.Facts;
import dev.baro.core.doctor.Finding;
import java.util.List;

/// The kernel supports the methods in use: rules that write to the IP header before connection tracking, and
/// for ipip, XDP programs attached by BPF links.
record Kernel() implements Check {
    @Override
    public String name() {
        return "kernel";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        boolean tunnels = !facts.config().tunnelled().isEmpty();
        String release = facts.host().kernel();
        if (tunnels && !facts.host().isAtLeast(5, 9)) {
            return List.of(Finding.fail(
                            name(), "kernel " + release + " is older than 5.9", "it has no BPF links for XDP programs")
                    .advising("install a newer kernel, or use tunnel devices: baro agent render --format nft"));
        }
        if (!facts.host().isAtLeast(4, 14)) {
            return List.of(Finding.warn(
                            name(),
                            "kernel " + release + " is older than 4.14",
                            "its nftables lacks fib, fragment matches and raw hooks for both families")
                    .advising("install a newer kernel"));
        }
        return List.of(Finding.ok(name(), release));
    }
}
