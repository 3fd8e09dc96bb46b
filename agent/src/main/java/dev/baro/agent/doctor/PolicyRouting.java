// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.facts.Facts;
import dev.baro.agent.facts.Lookups.Lookup;
import dev.baro.agent.facts.Lookups.PolicyRule;
import dev.baro.agent.facts.Network.Neighbour;
import dev.baro.core.doctor.Finding;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Prefix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// With all policy rules and tables applied, the kernel delivers clients' packets locally and has a route for
/// the answers. The check queries the kernel for some clients, and reports rules by mark, user or device that
/// may change the result.
record PolicyRouting() implements Check {
    private static final Pattern FROM = Pattern.compile("\\bfrom (?!all\\b)([0-9a-f.:]+)(?:/(\\d+))?");

    @Override
    public String name() {
        return "policy-routing";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        if (facts.lookups().all().isEmpty() && facts.lookups().unasked().isEmpty()) {
            return List.of();
        }
        List<Finding> problems = new ArrayList<>();
        Map<String, List<Lookup>> refused = facts.lookups().all().stream()
                .filter(l -> l.client().mark().isEmpty() && l.refused() && !RpFilter.explains(facts, l))
                .collect(Collectors.groupingBy(
                        l -> l.vip() + " " + l.incoming() + l.client().typical() + l.device() + l.refusal(),
                        LinkedHashMap::new,
                        Collectors.toList()));
        refused.values().forEach(some -> problems.add(refused(some, facts)));
        facts.lookups().unmarked(false).stream()
                .filter(l -> !l.refused() && !isDefault(l, facts))
                .flatMap(l -> silent(l, facts).stream())
                .distinct()
                .forEach(problems::add);
        facts.lookups().rules().forEach(rule -> unseen(rule, facts).ifPresent(problems::add));
        facts.lookups()
                .unasked()
                .forEach(reason -> problems.add(Finding.notLookedAt(
                                name(), "not checked: the routes of " + reason, "its answers may have no route")
                        .advising("look: ip rule; ip route get CLIENT from VIP")));
        return problemsOr(problems, ways(facts));
    }

    /// The query as a command that an operator can run.
    static String question(Facts facts, Lookup lookup) {
        String family = lookup.vip().isV4() ? "ip" : "ip -6";
        String rules = facts.lookups().rules().isEmpty() ? "" : family + " rule; ";
        return rules + family + " route get " + lookup.client().address() + " from " + lookup.vip();
    }

    /// The rules that may divert a VIP's packets from the main table.
    static String perhapsBy(Facts facts, Lookup lookup) {
        String rules = facts.lookups().rules().stream()
                .filter(rule -> rule.v4() == lookup.vip().isV4() && mayTake(rule.text(), lookup.vip()))
                .map(rule -> "'" + rule.text() + "'")
                .collect(Collectors.joining(", "));
        return rules.isEmpty() ? "" : ", perhaps by rule " + rules;
    }

    private static boolean mayTake(String rule, IpAddress vip) {
        Matcher from = FROM.matcher(rule);
        if (rule.contains(": not ") || !from.find()) {
            return true;
        }
        IpAddress address = IpAddress.parse(from.group(1));
        int length = from.group(2) == null ? (address.isV4() ? 32 : 128) : Integer.parseInt(from.group(2));
        return Prefix.around(address, length).contains(vip);
    }

    private Finding refused(List<Lookup> some, Facts facts) {
        Lookup first = some.getFirst();
        String clients = "clients such as " + first.client().address();
        String what = first.incoming()
                ? "packets of " + clients + " for " + first.vip() + " do not arrive on " + first.device()
                : "answers of " + first.vip() + " have no route to " + clients;
        String cause = first.incoming() ? "the kernel drops them or sends them elsewhere" : "the kernel drops them";
        String told = what + ": " + first.refusal() + perhapsBy(facts, first);
        Finding finding = first.client().typical()
                ? Finding.fail(name(), told, cause)
                : Finding.warn(name(), told, cause + "; a rule names these clients");
        return finding.advising("correct the rule or its table: " + question(facts, first));
    }

    /// Another check covers the default route's next hop.
    private static boolean isDefault(Lookup lookup, Facts facts) {
        return facts.network().defaults(lookup.vip().isV4()).stream()
                .anyMatch(route -> route.gateway().equals(lookup.gateway())
                        && route.device().equals(lookup.device()));
    }

    private Optional<Finding> silent(Lookup lookup, Facts facts) {
        return facts.network().neighbours().stream()
                .filter(n -> n.address().equals(lookup.gateway()) && n.device().equals(lookup.device()))
                .filter(Neighbour::failed)
                .findFirst()
                .map(_ -> Finding.fail(
                                name(),
                                "answers of " + lookup.vip() + " go to the router " + lookup.gateway() + " on "
                                        + lookup.device() + ", which does not answer" + perhapsBy(facts, lookup),
                                "answers have no route")
                        .advising("correct the rule or its table: " + question(facts, lookup)));
    }

    private Optional<Finding> unseen(PolicyRule rule, Facts facts) {
        if (rule.unseen()) {
            return Optional.of(Finding.notLookedAt(
                            name(),
                            "rule '" + rule.text() + "' depends on a user, a socket's device or a tunnel",
                            "it may send answers of a VIP elsewhere, or drop them")
                    .advising("look: ip " + (rule.v4() ? "" : "-6 ") + "rule"));
        }
        return facts.lookups().all().stream()
                .filter(marked -> marked.vip().isV4() == rule.v4()
                        && marked.client().mark().equals(rule.mark())
                        && !rule.mark().isEmpty()
                        && differs(marked, facts))
                .findFirst()
                .map(marked -> Finding.notLookedAt(
                                name(),
                                "rule '" + rule.text() + "' applies to packets with a mark, and whether those of "
                                        + marked.vip() + " have it is not known",
                                marked.refused()
                                        ? "with the mark they are lost: " + marked.refusal()
                                        : "with the mark they leave on " + marked.device())
                        .advising("look: nft list ruleset | grep mark; " + question(facts, marked) + " mark "
                                + rule.mark().split("/", 2)[0]));
    }

    private static boolean differs(Lookup marked, Facts facts) {
        return facts.lookups().unmarked(marked.incoming()).stream()
                .filter(plain -> plain.vip().equals(marked.vip())
                        && plain.client().address().equals(marked.client().address()))
                .filter(plain -> !marked.incoming() || plain.device().equals(marked.device()))
                .anyMatch(plain -> !plain.refusal().equals(marked.refusal())
                        || !plain.device().equals(marked.device())
                        || !plain.gateway().equals(marked.gateway()));
    }

    private static String ways(Facts facts) {
        return facts.lookups().unmarked(false).stream()
                .map(l -> "answers of " + l.vip() + " leave on " + l.device()
                        + (l.gateway().isEmpty() ? "" : " to " + l.gateway()))
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
