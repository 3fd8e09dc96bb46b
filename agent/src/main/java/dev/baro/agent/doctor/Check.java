// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.facts.Facts;
import dev.baro.core.doctor.Finding;
import java.util.List;

/// One thing that must hold on a real server. Pure: it judges facts, and reads nothing itself.
interface Check {
    /// Lower case with dashes, unique among the checks: `vip-on-lo`.
    String name();

    /// @return every problem, or one that says what is fine, or nothing where the check does not apply
    List<Finding> judge(Facts facts);

    /// The problems, or in their place what is fine.
    default List<Finding> problemsOr(List<Finding> problems, String fine) {
        return problems.isEmpty() ? List.of(Finding.ok(name(), fine)) : problems;
    }
}
