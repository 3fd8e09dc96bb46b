// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import dev.baro.core.doctor.Finding;
import java.util.List;

/// A condition that must hold on a balancer. A check is pure: it judges facts, and reads nothing itself.
interface BalancerCheck {
    /// The check's name, lower case with dashes, unique among the checks.
    String name();

    /// @return all problems, or a positive finding if there are none, or nothing if the check does not apply
    List<Finding> judge(BalancerFacts facts);

    /// The problems, or a positive finding if there are none.
    default List<Finding> problemsOr(List<Finding> problems, String fine) {
        return problems.isEmpty() ? List.of(Finding.ok(name(), fine)) : problems;
    }
}
