// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Every nftables rule of this namespace, ours and others', as it is now.
///
/// @param counters packets of each named counter in our table
record Ruleset(List<ListedRule> rules, Map<String, Long> counters, boolean hasOurTable) {
    Ruleset {
        rules = List.copyOf(rules);
        counters = Map.copyOf(counters);
    }

    /// @param table   family and name: `inet baro`
    /// @param packets what it has counted; 0 when it does not count
    record ListedRule(String table, String chain, Rule rule, long packets) {
        boolean isOurs() {
            return table.equals("inet " + Rules.TABLE);
        }

        /// The VIP that a foreign rule maps this mark to.
        ///
        /// @return empty when it does something else
        Optional<String> vipFor(ServedVip.Marked wanted) {
            String rewrite = Match.family(wanted.isV4()) + " daddr set ";
            return rule.matches().contains(Match.dscp(wanted.isV4(), wanted.dscp()))
                            && rule.action().startsWith(rewrite)
                    ? Optional.of(rule.action().substring(rewrite.length()))
                    : Optional.empty();
        }
    }

    /// Our rules in one of our chains, in order.
    List<Rule> ours(String chain) {
        return rules.stream()
                .filter(r -> r.isOurs() && r.chain().equals(chain))
                .map(ListedRule::rule)
                .toList();
    }

    /// Whether our table does exactly what the configuration wants.
    boolean serves(AgentConfig config) {
        if (config.marked().isEmpty()) {
            return !hasOurTable;
        }
        return hasOurTable
                && ours(Rules.TO_VIP).equals(Rules.toVip(config))
                && ours(Rules.CLEAR).equals(Rules.clear(config));
    }
}
