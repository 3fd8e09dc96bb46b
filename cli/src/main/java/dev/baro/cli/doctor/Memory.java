// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import dev.baro.core.doctor.Finding;
import java.util.List;

/// Checks that enough memory is left for rings, sessions and the daemon.
record Memory() implements BalancerCheck {
    private static final int LOW_PERCENT = 3;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public List<Finding> judge(BalancerFacts facts) {
        long available = facts.kernel().availableKib();
        long total = facts.kernel().totalKib();
        String what = "%d of %d MiB available".formatted(available >> 10, total >> 10);
        return total > 0 && available * 100 < total * LOW_PERCENT
                ? List.of(Finding.warn(name(), what, "a configuration change may lack memory for its maps")
                        .advising("find the processes that use it: ps axo rss,args --sort=-rss | head"))
                : List.of(Finding.ok(name(), what));
    }
}
