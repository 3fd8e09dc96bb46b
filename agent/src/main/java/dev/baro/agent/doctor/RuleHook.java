// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.facts.Facts;
import dev.baro.agent.host.Rules;
import dev.baro.agent.host.Ruleset;
import dev.baro.agent.host.Ruleset.ListedRule;
import dev.baro.core.doctor.Finding;
import java.util.List;
import java.util.Optional;

/// The rule that turns a mark into the VIP is applied before connection tracking.
record RuleHook() implements Check {
    @Override
    public String name() {
        return "rule-hook";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        if (facts.marked().isEmpty()) {
            return List.of();
        }
        List<Finding> problems = facts.ruleset().rules().stream()
                .filter(rule -> facts.marked().stream()
                        .anyMatch(vip -> rule.vipFor(vip)
                                .equals(Optional.of(vip.address().toString()))))
                .filter(rule -> isLate(rule, facts.ruleset()))
                .map(rule -> problem(rule, facts))
                .distinct()
                .toList();
        return problemsOr(problems, "before connection tracking");
    }

    private static boolean isLate(ListedRule rule, Ruleset ruleset) {
        return ruleset.hook(rule).map(h -> h.priority() >= Rules.CONNTRACK).orElse(false);
    }

    private Finding problem(ListedRule rule, Facts facts) {
        String where = rule.isOurs() ? "table " + rule.table() : rule.place();
        Finding late = Finding.fail(
                name(),
                "the rule in " + where + " is hooked after connection tracking",
                "the connection is tracked with the server's own address, so answers from the VIP are INVALID");
        return late.fixedBy(rule.isOurs() ? facts.wish().apply() : facts.wish().apply() + " && " + rule.deletion());
    }
}
