// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.facts;

import dev.baro.core.model.IpAddress;
import java.util.List;
import java.util.Optional;

/// The routing of VIPs' packets and answers, as queried from the kernel, including policy
/// rules, tables and rp_filter.
///
/// @param rules   the rules that `ip rule` lists, without the kernel's default rules
/// @param unasked the VIPs for which the kernel was not queried, with the reason
public record Lookups(List<PolicyRule> rules, List<Lookup> all, List<String> unasked) {
    public Lookups {
        rules = List.copyOf(rules);
        all = List.copyOf(all);
        unasked = List.copyOf(unasked);
    }

    /// A rule listed by `ip rule`.
    ///
    /// @param text   the text from `ip rule`: `100: from 203.0.113.10 lookup 100`
    /// @param mark   the mark that a packet must have; empty for any
    /// @param unseen whether the rule depends on something that a lookup cannot specify: a socket's user or
    ///               device, or a tunnel
    public record PolicyRule(boolean v4, String text, String mark, boolean unseen) {}

    /// A client for which the kernel is queried.
    ///
    /// @param typical whether it represents clients in general rather than the clients in a rule
    /// @param mark    the packets' mark; empty for none
    public record Client(IpAddress address, boolean typical, String mark) {}

    /// The kernel's answer to one query.
    ///
    /// @param incoming whether the query is about the client's packet; otherwise it is about the answer
    /// @param device   the device of the incoming packet or the outgoing answer; empty for an
    ///                 answer without a route
    /// @param gateway  the gateway of the answer; empty if the client is on the same link
    /// @param refusal  the kernel's message; empty if it accepts the packet
    public record Lookup(
            IpAddress vip, Client client, boolean incoming, String device, String gateway, String refusal) {
        public boolean refused() {
            return !refusal.isEmpty();
        }
    }

    /// The lookups for packets without a mark.
    public List<Lookup> unmarked(boolean incoming) {
        return all.stream()
                .filter(l -> l.incoming() == incoming && l.client().mark().isEmpty())
                .toList();
    }

    /// The lookup for the answer to the same client.
    public Optional<Lookup> answerTo(Lookup lookup) {
        return all.stream()
                .filter(l -> !l.incoming()
                        && l.vip().equals(lookup.vip())
                        && l.client().equals(lookup.client()))
                .findFirst();
    }

    /// The devices through which a VIP's answers leave.
    List<String> devicesOut(IpAddress vip) {
        return unmarked(false).stream()
                .filter(l -> l.vip().equals(vip) && !l.refused())
                .map(Lookup::device)
                .distinct()
                .toList();
    }

    /// Whether answers leave through the device where their requests arrived; empty if only some do.
    Optional<Boolean> leavesAsItCame(IpAddress vip) {
        List<Boolean> same = unmarked(true).stream()
                .filter(l -> l.vip().equals(vip))
                .map(l -> answerTo(l).filter(a -> a.device().equals(l.device())).isPresent())
                .distinct()
                .toList();
        return same.size() == 1 ? Optional.of(same.getFirst()) : Optional.empty();
    }
}
