// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.host;

import dev.baro.agent.config.AgentConfig;
import dev.baro.agent.config.ServedVip;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// All current nftables rules of this namespace, both Baro's and foreign rules.
///
/// @param counters the packets of each named counter in Baro's table
public record Ruleset(List<ListedRule> rules, Map<String, Long> counters, boolean hasOurTable, List<Hook> hooks) {
    /// The maximum depth of jumps: NFT_JUMP_STACK_SIZE in include/net/netfilter/nf_tables.h.
    private static final int MAX_JUMPS = 16;

    public Ruleset {
        rules = List.copyOf(rules);
        counters = Map.copyOf(counters);
        hooks = List.copyOf(hooks);
    }

    /// The position of a base chain on a packet's path.
    ///
    /// @param table    family and name
    /// @param hook     `prerouting`, `input`, `output`, `postrouting`, `forward`, `ingress`
    /// @param priority the priority: a lower one is earlier; connection tracking is at -200
    /// @param policy   the policy for packets that no rule accepts or drops: `accept` or `drop`
    public record Hook(String table, String chain, String hook, int priority, String policy) {
        public Hook(String table, String chain, String hook, int priority) {
            this(table, chain, hook, priority, "accept");
        }

        /// Whether the chain belongs to iptables-legacy, which nft neither shows nor changes.
        public boolean isLegacy() {
            return LegacyTables.isLegacy(table);
        }

        /// The start of a command on the chain's table: `iptables-legacy -t filter`.
        public String legacyCommand() {
            return LegacyTables.command(table);
        }

        public boolean drops() {
            return policy.equals("drop");
        }
    }

    /// @param table   family and name: `inet baro`
    /// @param handle  nft's identifier: `nft delete rule inet baro dscp-to-vip handle 7`
    /// @param packets the rule's packet counter; 0 if it has none
    public record ListedRule(String table, String chain, int handle, Rule rule, long packets) {
        public boolean isOurs() {
            return table.equals("inet " + Rules.TABLE);
        }

        public boolean isLegacy() {
            return LegacyTables.isLegacy(table);
        }

        /// The command that removes exactly this rule.
        public String deletion() {
            if (isLegacy()) {
                return LegacyTables.command(table) + " -D " + chain + " " + handle;
            }
            return "nft delete rule " + table + " " + chain + " handle " + handle;
        }

        /// The rule's location, for people: `inet filter input handle 7`.
        public String place() {
            return isLegacy()
                    ? LegacyTables.command(table) + " " + chain + " rule " + handle
                    : table + " " + chain + " handle " + handle;
        }

        /// The VIP to which a foreign rule maps this mark.
        ///
        /// @return the VIP; empty if the rule does something else
        public Optional<String> vipFor(ServedVip.Marked wanted) {
            String rewrite = Match.family(wanted.isV4()) + " daddr set ";
            return rule.matches().contains(Match.dscp(wanted.isV4(), wanted.dscp()))
                            && rule.action().startsWith(rewrite)
                    ? Optional.of(rule.action().substring(rewrite.length()))
                    : Optional.empty();
        }
    }

    /// The iptables targets after which a packet continues with the next rule.
    public static final List<String> PASSING_TARGETS =
            List.of("LOG", "NFLOG", "MARK", "CONNMARK", "DSCP", "TOS", "TCPMSS", "CT", "CHECKSUM", "SET", "TRACE");

    /// A chain in any table.
    public record Chain(String table, String name) {}

    /// The rules of each chain, in order. Call this method only once, because a host may have tens
    /// of thousands of rules.
    public Map<Chain, List<ListedRule>> chains() {
        return rules.stream().collect(Collectors.groupingBy(rule -> new Chain(rule.table(), rule.chain())));
    }

    /// The ruleset with the rules and hooks of iptables-legacy, which nft does not show.
    public Ruleset with(LegacyTables legacy) {
        return new Ruleset(
                Stream.concat(rules.stream(), legacy.rules().stream()).toList(),
                counters,
                hasOurTable,
                Stream.concat(hooks.stream(), legacy.hooks().stream()).toList());
    }

    /// Baro's rules in one of its chains, in order.
    public List<Rule> ours(String chain) {
        return rules.stream()
                .filter(r -> r.isOurs() && r.chain().equals(chain))
                .map(ListedRule::rule)
                .toList();
    }

    /// The base chain that leads to a rule, directly or through jumps.
    ///
    /// @return the hook; empty if no base chain leads to the rule
    public Optional<Hook> hook(ListedRule rule) {
        return hook(rule.table(), rule.chain(), 0);
    }

    private Optional<Hook> hook(String table, String chain, int jumps) {
        Optional<Hook> base = hooks.stream()
                .filter(h -> h.table().equals(table) && h.chain().equals(chain))
                .findFirst();
        if (base.isPresent() || jumps == MAX_JUMPS) {
            return base;
        }
        return rules.stream()
                .filter(r -> r.table().equals(table) && r.rule().leadsTo(chain))
                .flatMap(r -> hook(table, r.chain(), jumps + 1).stream())
                .findFirst();
    }

    /// Whether Baro's chains are in the right position on a packet's path; true if they do not exist.
    public boolean inPlace() {
        return hooks.stream()
                .filter(h -> h.table().equals("inet " + Rules.TABLE))
                .allMatch(h -> Rules.HOOKS.contains(h) || !Rules.isOurChain(h.chain()));
    }

    /// Whether Baro's table matches the configuration exactly.
    public boolean serves(AgentConfig config) {
        if (config.marked().isEmpty()) {
            return !hasOurTable;
        }
        return hasOurTable
                && inPlace()
                && Rules.chains(config).entrySet().stream()
                        .allMatch(chain -> ours(chain.getKey()).equals(chain.getValue()));
    }
}
