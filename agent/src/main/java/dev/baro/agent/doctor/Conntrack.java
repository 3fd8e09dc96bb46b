// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.facts.Facts;
import dev.baro.core.doctor.Finding;
import java.util.List;

/// The connection tracking table has free entries; when it is full, the kernel drops new connections.
record Conntrack() implements Check {
    private static final int NEARLY_FULL_PERCENT = 80;
    private static final int FULL_PERCENT = 95;

    @Override
    public String name() {
        return "conntrack";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        long count = facts.sysctls().number("net.netfilter.nf_conntrack_count");
        long max = facts.sysctls().number("net.netfilter.nf_conntrack_max");
        if (max == 0) {
            return List.of();
        }
        String what = count + " of " + max + " connections tracked";
        if (count * 100 < max * NEARLY_FULL_PERCENT) {
            return List.of(Finding.ok(name(), what));
        }
        String cause = "when the table is full, every new connection is dropped";
        Finding problem = count * 100 < max * FULL_PERCENT
                ? Finding.warn(name(), what, cause)
                : Finding.fail(name(), what, cause);
        return List.of(problem.fixedBy("sysctl -w net.netfilter.nf_conntrack_max=" + 2 * max));
    }
}
