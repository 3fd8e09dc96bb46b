// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import dev.baro.core.doctor.Finding;
import java.util.List;

/// Interfaces and routes belong to the daemon's network namespace.
record SameNetwork() implements BalancerCheck {
    @Override
    public String name() {
        return "namespace";
    }

    @Override
    public List<Finding> judge(BalancerFacts facts) {
        Namespace namespace = facts.namespace();
        if (!namespace.isVisible()) {
            return List.of(Finding.notLookedAt(
                            name(),
                            "interfaces, XDP programs and routes of the daemon, which is in network namespace "
                                    + namespace.other(),
                            "this command is in another one, and sees no process that is there")
                    .advising("as root, where the daemon's process is: nsenter --net=/proc/PID/ns/net baro doctor"));
        }
        return List.of(Finding.ok(
                name(),
                namespace.isOther()
                        ? "the daemon is in " + namespace.other() + ", entered by process " + namespace.process()
                        : "that of the daemon"));
    }
}
