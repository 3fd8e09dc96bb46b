// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.config.ServedVip;
import dev.baro.agent.facts.Facts;
import dev.baro.agent.facts.Packets;
import dev.baro.agent.host.Match;
import dev.baro.agent.host.Rules;
import dev.baro.agent.host.Ruleset.ListedRule;
import dev.baro.core.doctor.Finding;
import java.util.ArrayList;
import java.util.List;

/// Answers leave without a mark. The kernel copies a packet's mark into RSTs and echo replies, and a client
/// that is itself a real server would mistake this for the mark of a VIP that it serves.
record DscpLeak() implements Check {
    private static final int AFTER_CLEARING = 150;

    @Override
    public String name() {
        return "dscp-leak";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        if (facts.marked().isEmpty()) {
            return List.of();
        }
        List<Finding> problems = new ArrayList<>();
        for (ServedVip.Marked vip : facts.marked()) {
            if (facts.ruleset().ours(Rules.CLEAR).stream().noneMatch(rule -> Rules.clears(rule, vip))) {
                problems.add(Finding.fail(
                                name(),
                                "no rule clears the mark of packets that " + vip.address() + " sends",
                                "marks leave the server, and another real server may deliver the packets to its own"
                                        + " VIP")
                        .fixedBy(facts.wish().apply()));
            }
            facts.ruleset().rules().stream()
                    .filter(rule -> marksAfterUs(rule, vip, facts))
                    .map(rule -> markedAgain(rule, vip))
                    .forEach(problems::add);
        }
        return problemsOr(problems.stream().distinct().toList(), "answers leave with DSCP 0");
    }

    private static boolean marksAfterUs(ListedRule rule, ServedVip.Marked vip, Facts facts) {
        String set = Match.family(vip.isV4()) + " dscp set ";
        String action = rule.rule().action();
        return !rule.isOurs()
                && action.startsWith(set)
                && !action.equals(set + "0")
                && facts.ruleset()
                        .hook(rule)
                        .map(h -> h.hook().equals("postrouting") && h.priority() > AFTER_CLEARING)
                        .orElse(false)
                && Packets.leaving(vip).areTakenBy(rule);
    }

    private Finding markedAgain(ListedRule rule, ServedVip.Marked vip) {
        return Finding.fail(
                        name(),
                        rule.place() + " marks packets that " + vip.address() + " sends: "
                                + rule.rule().actionText(),
                        "another real server may deliver them to its own VIP")
                .fixedBy(rule.deletion());
    }
}
