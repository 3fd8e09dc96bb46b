// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.facts;

import dev.baro.core.model.IpAddress;
import java.util.List;
import java.util.Optional;

/// What the kernel's routing does with VIPs' packets and answers, as it told itself when asked: policy rules, tables
/// and rp_filter count as they count for packets.
///
/// @param rules   of `ip rule`, but for those that every host has
/// @param unasked VIPs that were not asked for, with the reason
public record Lookups(List<PolicyRule> rules, List<Lookup> all, List<String> unasked) {
    public Lookups {
        rules = List.copyOf(rules);
        all = List.copyOf(all);
        unasked = List.copyOf(unasked);
    }

    /// A rule of `ip rule`.
    ///
    /// @param text   as `ip rule` prints it: `100: from 203.0.113.10 lookup 100`
    /// @param mark   that a packet must have; empty for any
    /// @param unseen whether it asks for what a lookup cannot say: the user or the device of a socket, a tunnel
    public record PolicyRule(boolean v4, String text, String mark, boolean unseen) {}

    /// A client that is asked for.
    ///
    /// @param typical stands for clients from anywhere, and not for those that a rule names
    /// @param mark    of the packets; empty for none
    public record Client(IpAddress address, boolean typical, String mark) {}

    /// One answer of the kernel.
    ///
    /// @param incoming of the client's packet; else of the answer
    /// @param device   the packet comes in by it, or the answer leaves by it; empty for an answer that finds no way
    /// @param gateway  of the answer; empty on the link
    /// @param refusal  the kernel's words; empty when it takes the packet
    public record Lookup(
            IpAddress vip, Client client, boolean incoming, String device, String gateway, String refusal) {
        public boolean refused() {
            return !refusal.isEmpty();
        }
    }

    /// Without those for packets that carry a mark.
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

    /// The devices that a VIP's answers leave by.
    List<String> devicesOut(IpAddress vip) {
        return unmarked(false).stream()
                .filter(l -> l.vip().equals(vip) && !l.refused())
                .map(Lookup::device)
                .distinct()
                .toList();
    }

    /// Whether every answer leaves by the device that its question came in by; empty where only some do.
    Optional<Boolean> leavesAsItCame(IpAddress vip) {
        List<Boolean> same = unmarked(true).stream()
                .filter(l -> l.vip().equals(vip))
                .map(l -> answerTo(l).filter(a -> a.device().equals(l.device())).isPresent())
                .distinct()
                .toList();
        return same.size() == 1 ? Optional.of(same.getFirst()) : Optional.empty();
    }
}
