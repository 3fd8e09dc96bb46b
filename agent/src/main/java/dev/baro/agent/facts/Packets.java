// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.facts;

import dev.baro.agent.config.ServedVip;
import dev.baro.agent.host.Match;
import dev.baro.agent.host.NftListing;
import dev.baro.agent.host.Rule;
import dev.baro.agent.host.Ruleset;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The first packet of a new connection to a VIP, or its answer, at one point of its path, with
/// its known fields. Determines whether a foreign rule matches the packet, and never blames a rule
/// with an unknown condition.
///
/// @param fields the fields under nft's names, without operators, each with all values that it can
/// have in such packets
public record Packets(boolean v4, Map<String, List<String>> fields) {
    /// NF_CT_STATE_BIT in linux/netfilter/nf_conntrack_common.h. An answer belongs to the
    /// connection of its request.
    private static final String NEW = "8";

    private static final String ESTABLISHED = "2";
    private static final Pattern RANGE = Pattern.compile("\\{\"range\":\\[(\\d+),(\\d+)]}");
    private static final Pattern PREFIX = Pattern.compile("\\{\"prefix\":\\{\"addr\":\"([^\"]+)\",\"len\":(\\d+)}}");
    private static final List<String> OPERATORS = List.of("!=", "in", "<", ">", "<=", ">=");
    private static final JsonMapper JSON = new JsonMapper();

    public Packets {
        fields = Map.copyOf(fields);
    }

    /// The possible results of comparing a rule with such packets.
    public enum Fit {
        YES,
        /// Whether the rule matches depends on an unknown field.
        MAYBE,
        NO;

        Fit and(Fit other) {
            return compareTo(other) >= 0 ? this : other;
        }

        Fit or(Fit other) {
            return compareTo(other) <= 0 ? this : other;
        }

        Fit not() {
            return values()[NO.ordinal() - ordinal()];
        }
    }

    /// One kind of incoming packets, before or after they pass Baro's rule.
    public static Packets arriving(Facts facts, ServedVip vip, PacketKind kind, boolean rewritten) {
        Map<String, List<String>> fields = kind.fields(vip.isV4(), "dport");
        String family = Match.family(vip.isV4());
        List<IpAddress> to = rewritten || !(vip instanceof ServedVip.Marked)
                ? List.of(vip.address())
                : facts.config().addresses(vip.isV4());
        fields.put(family + " daddr", to.stream().map(IpAddress::toString).toList());
        fields.put("ct state", List.of(NEW));
        if (kind.protocol() == Protocol.TCP.number()) {
            fields.put("tcp flags", List.of("2")); // SYN
        }
        putDevices(
                fields,
                "iif",
                facts.incoming(vip.isV4()).stream().map(Network.Link::name).toList());
        putDevices(fields, "oif", List.of());
        if (vip instanceof ServedVip.Marked marked) {
            fields.put(family + " dscp", List.of(Integer.toString(marked.dscp().codePoint())));
        }
        fields.put("fib daddr type", List.of("2"));
        facts.lookups().leavesAsItCame(vip.address()).ifPresent(same -> {
            fields.put("fib saddr . iif oif", List.of(Boolean.toString(same)));
            fields.put("fib saddr . mark . iif oif", List.of(Boolean.toString(same)));
        });
        return new Packets(vip.isV4(), fields);
    }

    /// The answers to one kind of packets.
    public static Packets leaving(Facts facts, ServedVip vip, PacketKind kind) {
        Map<String, List<String>> fields = kind.answered().fields(vip.isV4(), "sport");
        fields.put(Match.family(vip.isV4()) + " saddr", List.of(vip.address().toString()));
        fields.put("ct state", List.of(ESTABLISHED));
        putDevices(fields, "iif", List.of());
        List<String> out = facts.lookups().devicesOut(vip.address());
        if (!out.isEmpty()) {
            putDevices(fields, "oif", out);
        }
        return new Packets(vip.isV4(), fields);
    }

    private static void putDevices(Map<String, List<String>> fields, String which, List<String> names) {
        fields.put(which.equals("iif") ? "iifname" : "meta oifname", names);
        fields.put("meta " + which, names);
    }

    /// Incoming packets before they pass Baro's rule.
    public static Packets arriving(Facts facts, ServedVip.Marked vip) {
        return inbound(facts, vip, facts.config().addresses(vip.isV4()));
    }

    /// Incoming packets after they have passed Baro's rule.
    public static Packets rewritten(Facts facts, ServedVip.Marked vip) {
        return inbound(facts, vip, List.of(vip.address()));
    }

    /// The VIP's answers to its clients.
    public static Packets leaving(ServedVip.Marked vip) {
        Map<String, List<String>> fields = common(vip);
        fields.put(Match.family(vip.isV4()) + " saddr", List.of(vip.address().toString()));
        fields.put("ct state", List.of(ESTABLISHED));
        putPorts(fields, vip, "sport");
        return new Packets(vip.isV4(), fields);
    }

    /// Whether the listed rule is certain to match these packets. The table's family is taken into account:
    /// `ip`, `ip6`, `inet`, `netdev`.
    public boolean areTakenBy(ListedRule listed) {
        return isOfFamily(listed.table()) && fit(listed.rule()) == Fit.YES;
    }

    /// Whether the listed rule has iptables conditions, which nft does not show.
    static boolean isHidden(Rule rule) {
        return rule.action().contains("{\"xt\":null}") || rule.action().contains("{\"xt\":{\"type\":\"match\"");
    }

    /// Whether these packets pass through a base chain at all.
    boolean meet(Ruleset.Hook hook) {
        return isOfFamily(hook.table());
    }

    /// Whether the rule matches these packets, as far as that can be known without the client's address.
    public Fit fit(ListedRule listed) {
        return isOfFamily(listed.table()) ? fit(listed.rule()) : Fit.NO;
    }

    /// Whether a rule with this action drops or rejects the packets that it matches.
    public static boolean drops(String action) {
        return action.endsWith("{\"drop\":null}") || action.contains("{\"reject\":");
    }

    private Fit fit(Rule rule) {
        boolean certain = !isHidden(rule) && !rule.action().contains("{\"limit\"");
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
        List<Fit> hits = known.stream()
                .map(value -> match.values().stream()
                        .map(wanted -> equal(wanted, value))
                        .reduce(Fit.NO, Fit::or))
                .toList();
        if (hits.isEmpty()) {
            return Fit.NO; // these packets lack the field, just as a ping has no port
        }
        return switch (operator) {
            case "", "in" -> hits.stream().reduce(Fit.NO, Fit::or);
            case "!=" ->
                hits.stream().distinct().count() > 1
                        ? Fit.MAYBE
                        : hits.getFirst().not();
            default -> Fit.MAYBE;
        };
    }

    /// The verdict, in nft's form, of the verdict map that is the rule's last statement.
    ///
    /// @return the verdict; empty if the map has no element for the packets; `?` if it is unknown
    public String mapped(Rule rule) {
        int at = rule.action().indexOf("{\"vmap\":");
        JsonNode map = JSON.readTree(rule.action().substring(at)).path("vmap");
        JsonNode data = map.path("data").path("set");
        List<String> known = fields.get(NftListing.field(map.path("key")));
        if (known == null || known.size() != 1 || !data.isArray()) {
            return "?";
        }
        for (JsonNode entry : data) {
            Fit fit = equal(NftListing.value(entry.path(0)), known.getFirst());
            if (fit != Fit.NO) {
                return fit == Fit.YES ? entry.path(1).toString() : "?";
            }
        }
        return "";
    }

    private boolean isOfFamily(String table) {
        String family = table.substring(0, table.indexOf(' '));
        return switch (family) {
            case "ip" -> v4;
            case "ip6" -> !v4;
            case "inet", "netdev" -> true;
            default -> false;
        };
    }

    private static Fit equal(String wanted, String value) {
        return isSame(wanted, value)
                ? Fit.YES
                : wanted.startsWith("{") && !understood(wanted) || wanted.startsWith("@") ? Fit.MAYBE : Fit.NO;
    }

    private static boolean understood(String wanted) {
        return RANGE.matcher(wanted).matches() || PREFIX.matcher(wanted).matches();
    }

    private static boolean isSame(String wanted, String value) {
        if (wanted.endsWith("*")) {
            return value.startsWith(wanted.substring(0, wanted.length() - 1));
        }
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
            // The value is not an address, so it cannot be a VIP.
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

    /// A VIP that covers all ports has no ports to compare.
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
