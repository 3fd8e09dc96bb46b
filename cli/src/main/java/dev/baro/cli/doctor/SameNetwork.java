// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import dev.baro.core.doctor.Finding;
import java.util.List;

/// Checks that the interfaces and routes belong to the daemon's network namespace.
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
                            "not checked: interfaces, XDP programs and routes of the daemon, which is in network"
                                    + " namespace "
                                    + namespace.other(),
                            "this command is in another namespace, and cannot see any process of the daemon's"
                                    + " namespace")
                    .advising("as root, on the host of the daemon's process: nsenter --net=/proc/PID/ns/net baro"
                            + " doctor"));
        }
        return List.of(Finding.ok(
                name(),
                namespace.isOther()
                        ? "the daemon is in " + namespace.other() + ", entered by process " + namespace.process()
                        : "the network namespace of the daemon"));
    }
}
