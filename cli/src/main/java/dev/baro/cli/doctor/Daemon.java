// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import dev.baro.core.api.Status;
import dev.baro.core.doctor.Finding;
import java.util.List;

/// Checks that the daemon answers and its configuration is in the kernel.
record Daemon() implements BalancerCheck {
    @Override
    public String name() {
        return "daemon";
    }

    @Override
    public List<Finding> judge(BalancerFacts facts) {
        if (facts.daemon().isEmpty()) {
            return List.of(Finding.fail(
                            name(), "no daemon answers", "packets are still forwarded, but failed servers stay in use")
                    .advising("start it, such as: systemctl start baro"));
        }
        Status status = facts.daemon().get();
        String failure = status.config().failure();
        return failure.isEmpty()
                ? List.of(Finding.ok(
                        name(),
                        status.balancer() + " " + status.version() + ", configuration "
                                + status.config().revision()))
                : List.of(Finding.fail(
                                name(),
                                "the newest configuration is not in force: " + failure,
                                "packets are forwarded by an older one")
                        .fixedBy("baro apply"));
    }
}
