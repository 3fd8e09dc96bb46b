// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.config.ServedVip;
import dev.baro.agent.facts.Facts;
import dev.baro.agent.host.Match;
import dev.baro.agent.host.Rule;
import dev.baro.agent.host.Rules;
import dev.baro.agent.host.Ruleset.ListedRule;
import dev.baro.core.doctor.Finding;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Each mark has a rule that matches the configuration.
record MarkRule() implements Check {
    @Override
    public String name() {
        return "rule";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        if (facts.marked().isEmpty()) {
            return List.of();
        }
        List<Finding> problems = facts.marked().stream()
                .flatMap(vip -> judge(vip, facts).stream())
                .toList();
        return problemsOr(
                problems,
                facts.marked().stream()
                        .map(vip -> "DSCP " + vip.dscp().codePoint() + " is " + vip.address())
                        .collect(Collectors.joining(", ")));
    }

    private Optional<Finding> judge(ServedVip.Marked vip, Facts facts) {
        List<Rule> wanted = Rules.toVip(facts.config(), vip);
        List<Rule> there = facts.ruleset().ours(Rules.TO_VIP).stream()
                .filter(rule -> rule.counter().equals(Rules.counter(vip)))
                .toList();
        if (there.isEmpty()) {
            return Optional.of(byOthers(vip, facts).orElseGet(() -> missing(vip, facts)));
        }
        return there.equals(wanted)
                ? Optional.empty()
                : Optional.of(Finding.fail(
                                name(),
                                "the rules for " + vip.address() + " differ: " + difference(wanted, there),
                                "not all packets with its mark are delivered to the VIP, or other packets are")
                        .fixedBy(facts.wish().apply()));
    }

    private Finding missing(ServedVip.Marked vip, Facts facts) {
        return Finding.fail(
                        name(),
                        "no rule takes DSCP " + vip.dscp().codePoint() + " for " + vip.address(),
                        "marked packets reach the server's own address, which answers, and clients drop those answers")
                .fixedBy(facts.wish().apply());
    }

    private Optional<Finding> byOthers(ServedVip.Marked vip, Facts facts) {
        return facts.ruleset().rules().stream()
                .filter(rule -> !rule.isOurs()
                        && rule.vipFor(vip).equals(Optional.of(vip.address().toString())))
                .findFirst()
                .map(rule -> managedElsewhere(rule, vip, facts));
    }

    private Finding managedElsewhere(ListedRule rule, ServedVip.Marked vip, Facts facts) {
        return Finding.warn(
                        name(),
                        "a rule of another program, " + rule.place() + ", takes DSCP "
                                + vip.dscp().codePoint() + " for " + vip.address(),
                        "whether it covers the ports, fragments and ICMP errors is not checked")
                .fixedBy(facts.wish().apply() + " && " + rule.deletion());
    }

    /// The first difference.
    private static String difference(List<Rule> wanted, List<Rule> there) {
        for (int i = 0; i < wanted.size(); i++) {
            if (i >= there.size()) {
                return "'" + wanted.get(i).text() + "' is missing";
            }
            if (!wanted.get(i).equals(there.get(i))) {
                return difference(wanted.get(i), there.get(i));
            }
        }
        return (there.size() - wanted.size()) + " too many";
    }

    private static String difference(Rule wanted, Rule there) {
        String asked = only(wanted.matches(), there.matches());
        String found = only(there.matches(), wanted.matches());
        return wanted.action().equals(there.action())
                ? "'" + (found.isEmpty() ? "nothing" : found) + "' in place of '"
                        + (asked.isEmpty() ? "nothing" : asked) + "'"
                : "'" + there.actionText() + "' in place of '" + wanted.actionText() + "'";
    }

    private static String only(List<Match> these, List<Match> without) {
        return these.stream().filter(m -> !without.contains(m)).map(Match::text).collect(Collectors.joining(" "));
    }
}
