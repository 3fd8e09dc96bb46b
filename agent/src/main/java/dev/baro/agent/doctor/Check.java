// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.facts.Facts;
import dev.baro.core.doctor.Finding;
import java.util.List;

/// A condition that must hold on a real server. The check is pure: it judges facts and reads nothing itself.
interface Check {
    /// The check's name, in lower case with dashes, unique among the checks: `vip-on-lo`.
    String name();

    /// @return all problems, or a positive finding if there are none, or nothing if the check does not apply
    List<Finding> judge(Facts facts);

    /// The problems, or a positive finding if there are none.
    default List<Finding> problemsOr(List<Finding> problems, String fine) {
        return problems.isEmpty() ? List.of(Finding.ok(name(), fine)) : problems;
    }
}
