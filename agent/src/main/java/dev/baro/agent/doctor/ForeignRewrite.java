// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.config.ServedVip;
import dev.baro.agent.facts.Facts;
import dev.baro.agent.facts.Packets;
import dev.baro.agent.host.Match;
import dev.baro.agent.host.Rules;
import dev.baro.agent.host.Ruleset.Hook;
import dev.baro.agent.host.Ruleset.ListedRule;
import dev.baro.core.doctor.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// No foreign rule changes the mark or the destination of a VIP's packets.
record ForeignRewrite() implements Check {
    /// The priority of Baro's chain. Chains with the same priority run in an order that nft does not show.
    private static final int RAW = -300;

    @Override
    public String name() {
        return "foreign-rewrite";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        if (facts.marked().isEmpty()) {
            return List.of();
        }
        List<Finding> problems = new ArrayList<>();
        for (ListedRule rule : facts.ruleset().rules()) {
            Optional<Hook> hook = facts.ruleset().hook(rule);
            if (!rule.table().equals("inet " + Rules.TABLE) && hook.isPresent()) {
                facts.marked().stream()
                        .filter(vip -> rewrites(rule, hook.get(), vip, facts))
                        .map(vip -> problem(rule, vip))
                        .forEach(problems::add);
            }
        }
        return problemsOr(problems, "no rule of another program changes marked packets");
    }

    private static boolean rewrites(ListedRule rule, Hook hook, ServedVip.Marked vip, Facts facts) {
        boolean ingress = hook.hook().equals("ingress");
        if (!ingress && !hook.hook().equals("prerouting")) {
            return false;
        }
        boolean before = ingress || hook.priority() <= RAW;
        String family = Match.family(vip.isV4());
        String action = rule.rule().action();
        boolean bleaches = before
                && action.startsWith(family + " dscp set ")
                && !action.equals(family + " dscp set " + vip.dscp().codePoint());
        boolean redirects =
                action.startsWith(family + " daddr set ") && !action.equals(family + " daddr set " + vip.address());
        Packets packets = before ? Packets.arriving(facts, vip) : Packets.rewritten(facts, vip);
        return (bleaches || redirects) && packets.areTakenBy(rule);
    }

    private Finding problem(ListedRule rule, ServedVip.Marked vip) {
        return Finding.fail(
                        name(),
                        "%s: '%s' for packets with DSCP %d"
                                .formatted(
                                        rule.place(),
                                        rule.rule().actionText(),
                                        vip.dscp().codePoint()),
                        "such packets are not rewritten to " + vip.address() + ", or are changed again")
                .fixedBy(rule.deletion());
    }
}
