// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.config.ServedVip;
import dev.baro.agent.facts.Facts;
import dev.baro.agent.facts.Packets;
import dev.baro.agent.host.Ruleset.Hook;
import dev.baro.agent.host.Ruleset.ListedRule;
import dev.baro.core.doctor.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// No rule plainly drops a VIP's packets or answers. It sees literal rules only: what sets, policies and iptables do is
/// not judged.
record Firewall() implements Check {
    private static final int RAW = -300;

    @Override
    public String name() {
        return "firewall";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        if (facts.marked().isEmpty()) {
            return List.of();
        }
        List<Finding> problems = new ArrayList<>();
        for (ListedRule rule : facts.ruleset().rules()) {
            if (rule.isOurs() || !Packets.drops(rule.rule())) {
                continue;
            }
            facts.marked().stream()
                    .filter(vip -> isDropped(rule, vip, facts))
                    .findFirst()
                    .ifPresent(vip -> problems.add(problem(rule, vip)));
        }
        return problemsOr(problems, "no literal rule drops a VIP's packets");
    }

    private static boolean isDropped(ListedRule rule, ServedVip.Marked vip, Facts facts) {
        return facts.ruleset()
                .hook(rule)
                .flatMap(hook -> packets(hook, vip, facts))
                .map(p ->
                        p.areTakenBy(rule) && !p.mayEscape(rule, facts.ruleset().rules()))
                .orElse(false);
    }

    private static Optional<Packets> packets(Hook hook, ServedVip.Marked vip, Facts facts) {
        return switch (hook.hook()) {
            case "ingress" -> Optional.of(Packets.arriving(facts, vip));
            case "prerouting" ->
                Optional.of(hook.priority() <= RAW ? Packets.arriving(facts, vip) : Packets.rewritten(facts, vip));
            case "input" -> Optional.of(Packets.rewritten(facts, vip));
            case "output", "postrouting" -> Optional.of(Packets.leaving(vip));
            default -> Optional.empty();
        };
    }

    private Finding problem(ListedRule rule, ServedVip.Marked vip) {
        return Finding.fail(
                        name(),
                        rule.place() + " drops packets of " + vip.address() + ": "
                                + rule.rule().text(),
                        "clients get no answer")
                .fixedBy(rule.deletion());
    }
}
