// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.host;

import dev.baro.agent.config.AgentConfig;
import dev.baro.agent.config.ServedVip;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The desired rules of table `inet baro`, and the text that applies them in one transaction.
///
/// - Chain `dscp-to-vip` hooks into prerouting at priority raw (-300), before conntrack (-200), so that
///   conntrack and every later firewall see the VIP in both directions. It does not use `notrack`, because a
///   stateful firewall on the server would then see answers without a request and drop them.
/// - Chain `clear-dscp` hooks into postrouting at 150, after source NAT (100), so that the answers of
///   containers already have their VIP as source. Routing is complete at that point. The kernel copies the mark
///   into RSTs and echo replies.
/// - Chain `keep-vip` hooks into forward: if this server has lost a VIP but forwards packets, a packet marked
///   for that VIP would loop to the balancer and back.
/// - Each VIP has a literal rule, never an entry in a map: nft 1.0.6 cannot reload a saved DSCP map, and its
///   IPv6 DSCP map matches nothing.
public final class Rules {
    public static final String TABLE = "baro";
    public static final String TO_VIP = "dscp-to-vip";
    public static final String CLEAR = "clear-dscp";
    public static final String KEEP = "keep-vip";

    /// The priority at which connection tracking runs (NF_IP_PRI_CONNTRACK in linux/netfilter_ipv4.h).
    public static final int CONNTRACK = -200;

    private static final int RAW = -300;
    private static final int AFTER_SOURCE_NAT = 150;

    /// The statement `drop` as nft lists it in JSON.
    private static final String DROP = "{\"drop\":null}";

    static final List<Ruleset.Hook> HOOKS = List.of(
            new Ruleset.Hook("inet " + TABLE, TO_VIP, "prerouting", RAW),
            new Ruleset.Hook("inet " + TABLE, CLEAR, "postrouting", AFTER_SOURCE_NAT),
            new Ruleset.Hook("inet " + TABLE, KEEP, "forward", 0));

    private Rules() {}

    /// The rules of chain `dscp-to-vip`, in order. Nearly all packets are unmarked, and leave the chain at one
    /// of the first two rules.
    public static List<Rule> toVip(AgentConfig config) {
        List<Rule> rules = new ArrayList<>();
        for (boolean v4 : families(config)) {
            rules.add(new Rule(List.of(Match.unmarked(v4)), "", "return", ""));
        }
        config.marked().forEach(vip -> rules.addAll(toVip(config, vip)));
        return List.copyOf(rules);
    }

    /// The rules of chain `clear-dscp`. Only marked packets are modified; ECN bits stay unchanged.
    public static List<Rule> clear(AgentConfig config) {
        return families(config).stream()
                .map(v4 -> clear(v4, config.markedAddresses(v4)))
                .toList();
    }

    /// The rules of chain `keep-vip`.
    public static List<Rule> keep(AgentConfig config) {
        return families(config).stream()
                .map(v4 -> new Rule(
                        List.of(Match.destination(v4, config.markedAddresses(v4)), Match.marked(v4)),
                        "",
                        DROP,
                        "not on this server any more: it would go back to the balancer"))
                .toList();
    }

    /// The rules of every chain, by chain name.
    static Map<String, List<Rule>> chains(AgentConfig config) {
        Map<String, List<Rule>> chains = new LinkedHashMap<>();
        chains.put(TO_VIP, toVip(config));
        chains.put(CLEAR, clear(config));
        chains.put(KEEP, keep(config));
        return chains;
    }

    static boolean isOurChain(String chain) {
        return HOOKS.stream().anyMatch(h -> h.chain().equals(chain));
    }

    /// Whether a rule of chain `clear-dscp` covers this VIP, possibly together with others.
    public static boolean clears(Rule rule, ServedVip.Marked vip) {
        Match source = Match.source(vip.isV4(), List.of(vip.address()));
        return rule.matches().stream()
                .filter(m -> m.field().equals(source.field()) && m.values().containsAll(source.values()))
                .map(m -> new Rule(List.of(m, Match.marked(vip.isV4())), "", clearAction(vip.isV4()), ""))
                .anyMatch(rule::equals);
    }

    /// The rules for one VIP, which are part of `toVip(config)`.
    public static List<Rule> toVip(AgentConfig config, ServedVip.Marked vip) {
        List<Rule> rules = new ArrayList<>();
        rules.add(rule(config, vip, "", service(vip)));
        if (!vip.ports().isEmpty()) {
            rules.add(rule(
                    config,
                    vip,
                    "later fragments carry no port",
                    List.of(Match.protocols(vip.protocols()), Match.laterFragment(vip.isV4()))));
        }
        rules.add(rule(config, vip, "path MTU, errors, probes", List.of(Match.controlMessages(vip.isV4()))));
        return List.copyOf(rules);
    }

    /// The name of the counter of one VIP and DSCP. A named counter keeps its value when the rules are replaced.
    public static String counter(ServedVip.Marked vip) {
        return "vip_" + vip.address().toString().replace(':', '_') + "_dscp_"
                + vip.dscp().codePoint();
    }

    public static List<String> counters(AgentConfig config) {
        return config.marked().stream().map(Rules::counter).toList();
    }

    /// The text that rebuilds the table if its chains are in the wrong place, because a chain cannot be moved.
    public static String rebuilding(AgentConfig config) {
        return "table inet " + TABLE + "\ndelete table inet " + TABLE + "\n" + transaction(config, List.of());
    }

    /// The whole table for `nft -f`, or its removal if no VIP uses a mark. The chains stay and only their
    /// content is replaced, so that the server is never without rules.
    ///
    /// @param staleCounters the names of counters in the table that are no longer used
    public static String transaction(AgentConfig config, List<String> staleCounters) {
        if (config.marked().isEmpty()) {
            return "table inet " + TABLE + "\ndelete table inet " + TABLE + "\n";
        }
        StringBuilder text = new StringBuilder("table inet " + TABLE + " {\n");
        counters(config).forEach(c -> text.append("\tcounter ").append(c).append(" { }\n"));
        text.append("\tchain " + TO_VIP + " { type filter hook prerouting priority raw; policy accept; }\n");
        text.append("\tchain " + CLEAR + " { type filter hook postrouting priority " + AFTER_SOURCE_NAT
                + "; policy accept; }\n");
        text.append("\tchain " + KEEP + " { type filter hook forward priority filter; policy accept; }\n");
        text.append("}\n");
        Map<String, List<Rule>> chains = chains(config);
        chains.keySet().forEach(chain -> text.append("flush chain inet " + TABLE + " " + chain + "\n"));
        staleCounters.forEach(c -> text.append("delete counter inet " + TABLE + " " + c + "\n"));
        text.append("table inet " + TABLE + " {\n");
        chains.forEach((chain, rules) -> text.append(chain(chain, rules)));
        return text.append("}\n").toString();
    }

    private static Rule clear(boolean v4, List<IpAddress> vips) {
        return new Rule(List.of(Match.source(v4, vips), Match.marked(v4)), "", clearAction(v4), "");
    }

    private static String clearAction(boolean v4) {
        return Match.family(v4) + " dscp set 0";
    }

    private static String chain(String name, List<Rule> rules) {
        StringBuilder text = new StringBuilder("\tchain " + name + " {\n");
        rules.forEach(r -> text.append("\t\t").append(r.text()).append('\n'));
        return text.append("\t}\n").toString();
    }

    private static List<Boolean> families(AgentConfig config) {
        return Stream.of(true, false).filter(v4 -> !config.marked(v4).isEmpty()).toList();
    }

    private static List<Match> service(ServedVip.Marked vip) {
        List<Protocol> protocols = vip.protocols();
        if (vip.ports().isEmpty()) {
            return List.of(Match.protocols(protocols));
        }
        return protocols.size() == 1
                ? List.of(Match.ports(protocols.getFirst().word(), vip.ports()))
                : List.of(Match.protocols(protocols), Match.ports("th", vip.ports()));
    }

    private static Rule rule(AgentConfig config, ServedVip.Marked vip, String comment, List<Match> what) {
        boolean v4 = vip.isV4();
        List<Match> matches = new ArrayList<>();
        if (!config.interfaces().isEmpty()) {
            matches.add(Match.interfaces(config.interfaces()));
        }
        matches.add(Match.dscp(v4, vip.dscp()));
        matches.add(Match.destination(v4, config.addresses(v4)));
        matches.addAll(what);
        return new Rule(matches, counter(vip), Match.family(v4) + " daddr set " + vip.address(), comment);
    }
}
