// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.config.ServedVip;
import dev.baro.agent.facts.ChainWalk;
import dev.baro.agent.facts.Facts;
import dev.baro.agent.facts.PacketKind;
import dev.baro.agent.facts.Packets;
import dev.baro.agent.host.Match;
import dev.baro.agent.host.Ruleset.Chain;
import dev.baro.agent.host.Ruleset.Hook;
import dev.baro.agent.host.Ruleset.ListedRule;
import dev.baro.core.doctor.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Every base chain of nftables and of iptables-legacy lets a VIP's packets and answers through. A rule that
/// drops only some clients is the operator's choice; a rule that cannot be read is reported.
record Firewall() implements Check {
    private static final int RAW = -300;

    @Override
    public String name() {
        return "firewall";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        if (facts.config().vips().isEmpty()) {
            return List.of();
        }
        Set<Finding> problems = new LinkedHashSet<>();
        Set<ListedRule> accused = new LinkedHashSet<>();
        Map<Chain, List<ListedRule>> chains = facts.ruleset().chains();
        for (Hook hook : facts.ruleset().hooks()) {
            List<ListedRule> rules = chains.getOrDefault(new Chain(hook.table(), hook.chain()), List.of());
            for (ServedVip vip : facts.config().vips()) {
                Place place = new Place(hook, rules.size(), vip);
                if (place.isOnTheWay()) {
                    judge(place, outcomes(place, chains, facts), accused, problems);
                }
            }
        }
        facts.legacy().unread().forEach((program, tables) -> problems.add(unread(program, tables)));
        return problemsOr(List.copyOf(problems), "every chain accepts the VIPs' packets and answers");
    }

    /// A base chain, and a VIP whose packets pass through it.
    private record Place(Hook hook, int rules, ServedVip vip) {
        boolean answers() {
            return hook.hook().equals("output") || hook.hook().equals("postrouting");
        }

        boolean rewritten() {
            return hook.hook().equals("input") || hook.hook().equals("prerouting") && hook.priority() > RAW;
        }

        boolean isOnTheWay() {
            return !hook.table().equals("inet baro")
                    && (answers()
                            || rewritten()
                            || List.of("prerouting", "ingress").contains(hook.hook()));
        }

        Packets packets(Facts facts, PacketKind kind) {
            return answers() ? Packets.leaving(facts, vip, kind) : Packets.arriving(facts, vip, kind, rewritten());
        }
    }

    private static Map<PacketKind, ChainWalk.Outcome> outcomes(
            Place place, Map<Chain, List<ListedRule>> chains, Facts facts) {
        Map<PacketKind, ChainWalk.Outcome> outcomes = new LinkedHashMap<>();
        facts.kinds(place.vip())
                .forEach(kind -> outcomes.put(kind, ChainWalk.of(chains, place.hook(), place.packets(facts, kind))));
        return outcomes;
    }

    private void judge(
            Place place, Map<PacketKind, ChainWalk.Outcome> outcomes, Set<ListedRule> accused, Set<Finding> problems) {
        List<PacketKind> forgotten = new ArrayList<>();
        Map<PacketKind, ListedRule> unclear = new LinkedHashMap<>();
        outcomes.forEach((kind, outcome) -> {
            Optional<ListedRule> picky =
                    outcome.rule().filter(r -> !r.rule().matches().isEmpty());
            if (!outcome.dropped()) {
                outcome.hidden().forEach(rule -> problems.add(hidden(rule)));
            } else if (!outcome.mayAccept().isEmpty()) {
                unclear.put(kind, outcome.mayAccept().getFirst());
            } else if (picky.isEmpty()) {
                forgotten.add(kind);
            } else if (accused.add(picky.get())) {
                problems.add(dropping(picky.get(), place.vip()));
            }
        });
        if (!forgotten.isEmpty()) {
            problems.add(forgotten(place, forgotten));
        }
        if (!unclear.isEmpty()) {
            problems.add(unclear(place, unclear));
        }
    }

    private Finding dropping(ListedRule rule, ServedVip vip) {
        return Finding.fail(
                        name(),
                        rule.place() + " drops packets of " + vip.address() + ": " + text(rule),
                        "clients get no answer")
                .fixedBy(rule.deletion());
    }

    private Finding forgotten(Place place, List<PacketKind> kinds) {
        String fix = kinds.stream().map(kind -> letThrough(place, kind)).collect(Collectors.joining(" && "));
        return Finding.fail(
                        name(),
                        "%s drops packets that no rule accepts, and no rule accepts %s %s: %s"
                                .formatted(
                                        chain(place.hook()),
                                        place.answers() ? "answers of" : "packets for",
                                        place.vip().address(),
                                        labels(kinds)),
                        "clients get no answer")
                .fixedBy(fix)
                .advising("add it to the firewall's own file too; otherwise the next reload removes it");
    }

    private Finding unclear(Place place, Map<PacketKind, ListedRule> kinds) {
        Hook hook = place.hook();
        ListedRule first = kinds.values().iterator().next();
        return Finding.notLookedAt(
                        name(),
                        "%s, %s, drops packets that no rule accepts; whether one accepts %s %s (%s) is not known"
                                .formatted(
                                        chain(hook),
                                        place.rules() == 1 ? "1 rule" : place.rules() + " rules",
                                        place.answers() ? "answers of" : "packets for",
                                        place.vip().address(),
                                        labels(List.copyOf(kinds.keySet()))),
                        first.place() + " has a condition that cannot be evaluated here: " + text(first))
                .advising(listing(hook));
    }

    private Finding hidden(ListedRule rule) {
        String family = rule.table().startsWith("ip6 ") ? "ip6" : "ip";
        String table = rule.table().substring(rule.table().indexOf(' ') + 1);
        return Finding.notLookedAt(
                        name(),
                        rule.place() + " drops packets by conditions that are not shown",
                        "it may drop a VIP's packets: " + text(rule))
                .advising(
                        rule.isLegacy()
                                ? rule.rule().comment()
                                : family + "tables-nft-save -t " + table + " | grep -e '-A " + rule.chain() + "'");
    }

    private Finding unread(String program, String tables) {
        return Finding.notLookedAt(
                        name(),
                        "tables of " + program + " (" + tables + "), which " + program + "-save does not show",
                        "rules in them may drop a VIP's packets; nft does not list them")
                .advising("install package iptables, check again as root, or type: " + program + "-save");
    }

    private static String letThrough(Place place, PacketKind kind) {
        String address = place.vip().address().toString();
        Hook hook = place.hook();
        String family = Match.family(place.vip().isV4());
        if (hook.isLegacy()) {
            return "%s -I %s %s %s %s -j ACCEPT"
                    .formatted(
                            hook.legacyCommand(),
                            hook.chain(),
                            place.answers() ? "-s" : "-d",
                            address,
                            kind.legacyCondition(place.answers()));
        }
        String mine = switch (place.vip()) {
            case ServedVip.Marked marked
            when !place.answers() && !place.rewritten() ->
                family + " dscp " + marked.dscp().codePoint();
            case ServedVip vip -> family + (place.answers() ? " saddr " : " daddr ") + vip.address();
        };
        return "nft insert rule %s %s %s %s accept"
                .formatted(hook.table(), hook.chain(), mine, kind.condition(place.answers()));
    }

    private static String chain(Hook hook) {
        return hook.isLegacy()
                ? hook.legacyCommand() + " " + hook.chain()
                : "chain " + hook.table() + " " + hook.chain() + " (" + hook.hook() + ", policy " + hook.policy() + ")";
    }

    private static String listing(Hook hook) {
        return hook.isLegacy()
                ? "look: " + hook.legacyCommand() + " -S " + hook.chain()
                : "look: nft list chain " + hook.table() + " " + hook.chain();
    }

    private static String labels(List<PacketKind> kinds) {
        return kinds.stream().map(PacketKind::label).collect(Collectors.joining(", "));
    }

    private static String text(ListedRule rule) {
        return rule.isLegacy() ? rule.rule().comment() : rule.rule().text();
    }
}
