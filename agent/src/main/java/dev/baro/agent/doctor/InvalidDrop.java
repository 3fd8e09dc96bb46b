// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.config.ServedVip;
import dev.baro.agent.facts.Facts;
import dev.baro.agent.facts.Packets;
import dev.baro.agent.host.Match;
import dev.baro.agent.host.Rule;
import dev.baro.agent.host.Ruleset.ListedRule;
import dev.baro.core.doctor.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// No firewall drops a VIP's packets because connection tracking classifies them as INVALID, which happens
/// if connection tracking sees only one direction. Rules that are hooked too late have the same effect;
/// another check covers them.
record InvalidDrop() implements Check {
    /// NF_CT_STATE_INVALID_BIT, as `nft -n` prints it.
    private static final String INVALID = "1";

    @Override
    public String name() {
        return "invalid-drop";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        if (facts.marked().isEmpty()) {
            return List.of();
        }
        Optional<ListedRule> dropping = facts.ruleset().rules().stream()
                .filter(rule -> dropsInvalid(rule.rule()))
                .filter(rule -> at(rule, facts, "output", "postrouting"))
                .findFirst();
        if (dropping.isEmpty()) {
            return List.of(Finding.ok(name(), "no rule drops answers as INVALID"));
        }
        List<Finding> problems = new ArrayList<>();
        for (ListedRule rule : facts.ruleset().rules()) {
            if (rule.rule().action().contains("{\"notrack\":null}") && at(rule, facts, "prerouting")) {
                facts.marked().stream()
                        .filter(vip -> isUntracked(rule, vip, facts))
                        .findFirst()
                        .ifPresent(vip -> problems.add(problem(rule, dropping.get(), vip)));
            }
        }
        return problemsOr(problems, "connection tracking handles both directions");
    }

    private static boolean isUntracked(ListedRule rule, ServedVip.Marked vip, Facts facts) {
        return Packets.arriving(facts, vip).areTakenBy(rule)
                || Packets.rewritten(facts, vip).areTakenBy(rule);
    }

    private static boolean dropsInvalid(Rule rule) {
        Match invalid = Match.of("ct state in", List.of(INVALID));
        boolean asked = rule.matches().stream()
                .anyMatch(m -> m.field().equals(invalid.field()) && m.values().contains(INVALID));
        boolean mapped = rule.action().contains("{\"ct\":{\"key\":\"state\"}}")
                && rule.action().contains("[" + INVALID + ",{\"drop\"");
        return asked && Packets.drops(rule.action()) || mapped;
    }

    private static boolean at(ListedRule rule, Facts facts, String... hooks) {
        return facts.ruleset()
                .hook(rule)
                .map(h -> List.of(hooks).contains(h.hook()))
                .orElse(false);
    }

    private Finding problem(ListedRule rule, ListedRule dropping, ServedVip.Marked vip) {
        return Finding.fail(
                        name(),
                        "%s exempts packets for %s from connection tracking, and %s drops untracked answers"
                                .formatted(rule.place(), vip.address(), dropping.place()),
                        "connection tracking receives answers without requests and marks them INVALID, so every"
                                + " SYN+ACK is dropped")
                .fixedBy(rule.deletion());
    }
}
