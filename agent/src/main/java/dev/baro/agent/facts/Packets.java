// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.facts;

import dev.baro.agent.config.ServedVip;
import dev.baro.agent.host.Match;
import dev.baro.agent.host.Rule;
import dev.baro.agent.host.Ruleset.ListedRule;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Prefix;
import dev.baro.core.model.Protocol;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The first packet of a new connection to a VIP, or its answer, at one place of its way: what is known of its fields.
/// Tells whether a rule of others takes it, and never accuses one that asks for something unknown.
///
/// @param fields by nft's names without operator, each with all the values that such packets have
public record Packets(boolean v4, Map<String, List<String>> fields) {
    /// NF_CT_STATE_BIT(IP_CT_NEW), linux/netfilter/nf_conntrack_common.h.
    private static final String NEW = "8";

    private static final Pattern RANGE = Pattern.compile("\\{\"range\":\\[(\\d+),(\\d+)]}");
    private static final Pattern PREFIX = Pattern.compile("\\{\"prefix\":\\{\"addr\":\"([^\"]+)\",\"len\":(\\d+)}}");
    private static final List<String> OPERATORS = List.of("!=", "in", "<", ">", "<=", ">=");
    private static final List<String> ENDS =
            List.of("\"accept\"", "\"jump\"", "\"goto\"", "return", "\"queue\"", "\"xt\"", "\"vmap\"");

    public Packets {
        fields = Map.copyOf(fields);
    }

    /// Whether a rule takes such packets.
    enum Fit {
        YES,
        /// It asks for something that is not known here.
        MAYBE,
        NO;

        Fit and(Fit other) {
            return compareTo(other) >= 0 ? this : other;
        }
    }

    /// As they come in, before our rule.
    public static Packets arriving(Facts facts, ServedVip.Marked vip) {
        return inbound(facts, vip, facts.config().addresses(vip.isV4()));
    }

    /// As our rule leaves them.
    public static Packets rewritten(Facts facts, ServedVip.Marked vip) {
        return inbound(facts, vip, List.of(vip.address()));
    }

    /// The answers.
    public static Packets leaving(ServedVip.Marked vip) {
        Map<String, List<String>> fields = common(vip);
        fields.put(Match.family(vip.isV4()) + " saddr", List.of(vip.address().toString()));
        putPorts(fields, vip, "sport");
        return new Packets(vip.isV4(), fields);
    }

    /// Whether it certainly takes them. The table's family counts: `ip`, `ip6`, `inet`, `netdev`.
    public boolean areTakenBy(ListedRule listed) {
        return isOfFamily(listed) && fit(listed.rule()) == Fit.YES;
    }

    /// Whether an earlier rule of the chain may have let them go before they meet this one.
    public boolean mayEscape(ListedRule listed, List<ListedRule> all) {
        return all.stream()
                .takeWhile(r -> !r.equals(listed))
                .filter(r -> r.table().equals(listed.table()) && r.chain().equals(listed.chain()))
                .anyMatch(r -> mayEnd(r.rule()) && fit(r.rule()) != Fit.NO);
    }

    /// Whether the rule drops or rejects what it takes.
    public static boolean drops(Rule rule) {
        return rule.action().endsWith("{\"drop\":null}") || rule.action().contains("{\"reject\":");
    }

    private Fit fit(Rule rule) {
        boolean certain = !rule.action().contains("{\"xt\"") && !rule.action().contains("{\"limit\"");
        return rule.matches().stream().map(this::fit).reduce(certain ? Fit.YES : Fit.MAYBE, Fit::and);
    }

    private Fit fit(Match match) {
        int space = match.field().lastIndexOf(' ');
        String last = match.field().substring(space + 1);
        String operator = OPERATORS.contains(last) ? last : "";
        String field = operator.isEmpty() ? match.field() : match.field().substring(0, space);
        List<String> known = fields.get(field);
        if (known == null) {
            return field.startsWith(Match.family(!v4) + " ") ? Fit.NO : Fit.MAYBE;
        }
        long hits = known.stream()
                .filter(value -> match.values().stream().anyMatch(wanted -> equal(wanted, value)))
                .count();
        return switch (operator) {
            case "", "in" -> hits > 0 ? Fit.YES : Fit.NO;
            case "!=" -> hits == 0 ? Fit.YES : hits == known.size() ? Fit.NO : Fit.MAYBE;
            default -> Fit.MAYBE;
        };
    }

    private static boolean mayEnd(Rule rule) {
        return !drops(rule) && ENDS.stream().anyMatch(rule.action()::contains);
    }

    private boolean isOfFamily(ListedRule listed) {
        String family = listed.table().substring(0, listed.table().indexOf(' '));
        return switch (family) {
            case "ip" -> v4;
            case "ip6" -> !v4;
            case "inet", "netdev" -> true;
            default -> false;
        };
    }

    private static boolean equal(String wanted, String value) {
        Matcher range = RANGE.matcher(wanted);
        if (range.matches() && value.matches("\\d{1,9}")) {
            int number = Integer.parseInt(value);
            return number >= Integer.parseInt(range.group(1)) && number <= Integer.parseInt(range.group(2));
        }
        Matcher prefix = PREFIX.matcher(wanted);
        return prefix.matches()
                ? around(prefix.group(1), prefix.group(2))
                        .map(p -> p.contains(IpAddress.parse(value)))
                        .orElse(false)
                : wanted.equals(value);
    }

    private static Optional<Prefix> around(String address, String length) {
        try {
            return Optional.of(Prefix.around(IpAddress.parse(address), Integer.parseInt(length)));
        } catch (IllegalArgumentException e) {
            // Not an address, so not one of ours.
            return Optional.empty();
        }
    }

    private static Packets inbound(Facts facts, ServedVip.Marked vip, List<IpAddress> to) {
        Map<String, List<String>> fields = common(vip);
        String family = Match.family(vip.isV4());
        fields.put(family + " dscp", List.of(Integer.toString(vip.dscp().codePoint())));
        fields.put(family + " daddr", to.stream().map(IpAddress::toString).toList());
        fields.put("fib daddr type", List.of("2"));
        fields.put(
                "iifname",
                facts.incoming(vip.isV4()).stream().map(Network.Link::name).toList());
        putPorts(fields, vip, "dport");
        return new Packets(vip.isV4(), fields);
    }

    private static Map<String, List<String>> common(ServedVip.Marked vip) {
        Map<String, List<String>> fields = new HashMap<>();
        List<String> protocols = vip.protocols().stream()
                .map(Protocol::number)
                .map(String::valueOf)
                .toList();
        fields.put("meta l4proto", protocols);
        fields.put(vip.isV4() ? "ip protocol" : "ip6 nexthdr", protocols);
        fields.put("meta nfproto", List.of(vip.isV4() ? "2" : "10"));
        fields.put("ct state", List.of(NEW));
        return fields;
    }

    /// A VIP of all ports has no ports to compare.
    private static void putPorts(Map<String, List<String>> fields, ServedVip.Marked vip, String which) {
        List<String> ports = vip.ports().stream().map(String::valueOf).toList();
        if (!ports.isEmpty()) {
            fields.put("th " + which, ports);
            for (Protocol protocol : Protocol.values()) {
                fields.put(protocol.word() + " " + which, vip.protocols().contains(protocol) ? ports : List.of());
            }
        }
    }
}
