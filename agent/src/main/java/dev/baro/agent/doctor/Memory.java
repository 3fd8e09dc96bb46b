// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.facts.Facts;
import dev.baro.core.doctor.Finding;
import java.util.List;

/// Enough memory is left for sockets; otherwise the kernel silently drops handshakes.
record Memory() implements Check {
    private static final int LOW_PERCENT = 3;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        long available = facts.host().availableKib();
        long total = facts.host().totalKib();
        String what = "%d of %d MiB available".formatted(available >> 10, total >> 10);
        return total > 0 && available * 100 < total * LOW_PERCENT
                ? List.of(Finding.warn(name(), what, "the kernel drops packets when it has no memory for them")
                        .advising("find the processes that use it: ps axo rss,args --sort=-rss | head"))
                : List.of(Finding.ok(name(), what));
    }
}
