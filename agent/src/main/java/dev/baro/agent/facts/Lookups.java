// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.facts;

import dev.baro.core.model.IpAddress;
import java.util.List;
import java.util.Optional;

/// The kernel's routing of VIPs' packets and answers, as queried from the kernel, including policy
/// rules, tables and rp_filter.
///
/// @param rules   the rules of `ip rule`, except the ones on every host
/// @param unasked VIPs without a query, with the reason
public record Lookups(List<PolicyRule> rules, List<Lookup> all, List<String> unasked) {
    public Lookups {
        rules = List.copyOf(rules);
        all = List.copyOf(all);
        unasked = List.copyOf(unasked);
    }

    /// A rule of `ip rule`.
    ///
    /// @param text   the text from `ip rule`: `100: from 203.0.113.10 lookup 100`
    /// @param mark   the mark that a packet must have; empty for any
    /// @param unseen whether it depends on something that a lookup cannot specify: the user or the device of
    ///               a socket, a tunnel
    public record PolicyRule(boolean v4, String text, String mark, boolean unseen) {}

    /// A queried client.
    ///
    /// @param typical whether it represents clients from anywhere, as opposed to clients in a rule
    /// @param mark    the packets' mark; empty for none
    public record Client(IpAddress address, boolean typical, String mark) {}

    /// One answer of the kernel.
    ///
    /// @param incoming whether it is for the client's packet; otherwise for the answer
    /// @param device   the device of the incoming packet or the outgoing answer; empty for an
    ///     answer without a route
    /// @param gateway  the gateway of the answer; empty on the link
    /// @param refusal  the kernel's message; empty if it accepts the packet
    public record Lookup(
            IpAddress vip, Client client, boolean incoming, String device, String gateway, String refusal) {
        public boolean refused() {
            return !refusal.isEmpty();
        }
    }

    /// The rules without the ones for packets that carry a mark.
    public List<Lookup> unmarked(boolean incoming) {
        return all.stream()
                .filter(l -> l.incoming() == incoming && l.client().mark().isEmpty())
                .toList();
    }

    /// The answer to the same client.
    public Optional<Lookup> answerTo(Lookup lookup) {
        return all.stream()
                .filter(l -> !l.incoming()
                        && l.vip().equals(lookup.vip())
                        && l.client().equals(lookup.client()))
                .findFirst();
    }

    /// The devices of a VIP's outgoing answers.
    List<String> devicesOut(IpAddress vip) {
        return unmarked(false).stream()
                .filter(l -> l.vip().equals(vip) && !l.refused())
                .map(Lookup::device)
                .distinct()
                .toList();
    }

    /// Whether every answer leaves through the device of its request; empty if only some do.
    Optional<Boolean> leavesAsItCame(IpAddress vip) {
        List<Boolean> same = unmarked(true).stream()
                .filter(l -> l.vip().equals(vip))
                .map(l -> answerTo(l).filter(a -> a.device().equals(l.device())).isPresent())
                .distinct()
                .toList();
        return same.size() == 1 ? Optional.of(same.getFirst()) : Optional.empty();
    }
}
