// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import dev.baro.core.doctor.Finding;
import java.util.List;

/// A condition that must hold on a balancer. Pure: it judges facts, and reads nothing itself.
interface BalancerCheck {
    /// Lower case with dashes, unique among the checks.
    String name();

    /// @return every problem, or a positive finding, or nothing if the check does not apply
    List<Finding> judge(BalancerFacts facts);

    /// The problems, or a positive finding without any.
    default List<Finding> problemsOr(List<Finding> problems, String fine) {
        return problems.isEmpty() ? List.of(Finding.ok(name(), fine)) : problems;
    }
}
