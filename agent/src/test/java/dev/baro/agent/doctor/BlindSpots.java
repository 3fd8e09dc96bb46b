// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import static dev.baro.agent.doctor.SpoiltFact.fail;
import static dev.baro.agent.doctor.SpoiltFact.notLookedAt;

import dev.baro.agent.facts.Lookups.PolicyRule;
import dev.baro.agent.host.Match;
import dev.baro.agent.host.Rule;
import dev.baro.agent.host.Ruleset;
import dev.baro.core.doctor.XdpHolder;
import dev.baro.dataplane.decap.Decapsulator;
import java.util.List;
import java.util.stream.Stream;

/// What a doctor overlooks that reads rules and routes singly, and what it cannot see.
final class BlindSpots {
    private BlindSpots() {}

    static Stream<SpoiltFact> all() {
        return Stream.of(holders(), policies(), unseen()).flatMap(s -> s);
    }

    private static Stream<SpoiltFact> holders() {
        return Stream.of(
                fail(
                        h -> {
                            h.decapsulator = Decapsulator.NONE;
                            h.holders.put("eth0", new XdpHolder(5, true, List.of("4711 (katran)"), List.of()));
                        },
                        "xdp",
                        "eth0 has an XDP program of another owner, held by link 5 of process 4711 (katran)",
                        "bpftool link detach id 5 && " + SpoiltFacts.APPLY),
                fail(
                        h -> {
                            h.decapsulator = Decapsulator.NONE;
                            h.holders.put(
                                    "eth0",
                                    new XdpHolder(
                                            5, true, List.of(), List.of("/sys/fs/bpf/baro/main/link-native-2-eth0")));
                        },
                        "xdp",
                        "eth0 has the program of Baro's instance main, held by link 5,"
                                + " pinned at /sys/fs/bpf/baro/main/link-native-2-eth0",
                        "a balancer forwards there: choose another interface, or stop its daemon and type:"
                                + " baro run --detach --instance main; then " + SpoiltFacts.APPLY));
    }

    private static Stream<SpoiltFact> policies() {
        return Stream.of(
                fail(
                        h -> {
                            h.vips = List.of("203.0.113.10=10:80");
                            h.hooks.add(new Ruleset.Hook("inet fw", "in", "input", 0, "drop"));
                            h.add(
                                    "inet fw",
                                    "in",
                                    new Rule(
                                            List.of(Match.of("tcp dport", List.of("22"))),
                                            "",
                                            "{\"accept\":null}",
                                            ""));
                        },
                        "firewall",
                        "chain inet fw in (input, policy drop) drops packets that no rule accepts, and no rule"
                                + " accepts packets for 203.0.113.10: tcp port 80, pings",
                        "nft insert rule inet fw in ip daddr 203.0.113.10 tcp dport 80 accept"
                                + " && nft insert rule inet fw in ip daddr 203.0.113.10 icmp type echo-request accept"),
                fail(
                        h -> h.lookups.set(3, Healthy.lookup(Healthy.VIP6, false, "", "Network is unreachable")),
                        "policy-routing",
                        "answers of 2001:db8:ffff::10 have no route to clients such as 2001:db8:1::2:"
                                + " Network is unreachable",
                        "correct the rule or its table: ip -6 route get 2001:db8:1::2 from 2001:db8:ffff::10"),
                fail(
                        h -> {
                            h.sysctls.put("net.ipv4.conf.all.rp_filter", "2");
                            h.lookups.set(0, Healthy.lookup(Healthy.VIP, true, "eth0", "Invalid argument"));
                            h.lookups.set(1, Healthy.lookup(Healthy.VIP, false, "", "Permission denied"));
                        },
                        "rp-filter",
                        "rp_filter=2 on eth0, and from 203.0.113.10 there is no route to clients such as 198.51.100.2",
                        "give them a route: ip route get 198.51.100.2 from 203.0.113.10"));
    }

    private static Stream<SpoiltFact> unseen() {
        return Stream.of(
                notLookedAt(
                        h -> h.unread.put("iptables-legacy", "filter, nat"),
                        "firewall",
                        "tables of iptables-legacy (filter, nat), which iptables-legacy-save does not show",
                        "install package iptables, check again as root, or type: iptables-legacy-save"),
                notLookedAt(
                        h -> h.foreign("ip filter", "input", 0, "{\"xt\":null} {\"drop\":null}"),
                        "firewall",
                        "ip filter c12 handle 112 drops packets by conditions that are not shown",
                        "iptables-nft-save -t filter | grep -e '-A c12'"),
                notLookedAt(
                        h -> {
                            h.vips = List.of("203.0.113.10=10:80");
                            h.foreign(
                                    "ip fw",
                                    "input",
                                    0,
                                    "{\"accept\":null}",
                                    Match.of("ip saddr", List.of("192.0.2.9")));
                            h.hooks.add(
                                    new Ruleset.Hook("ip fw", h.rules.getLast().chain(), "input", 0, "drop"));
                            h.hooks.remove(2);
                        },
                        "firewall",
                        "chain ip fw c12 (input, policy drop), 1 rule, drops packets that no rule accepts; whether"
                                + " one accepts packets for 203.0.113.10 (tcp port 80, pings) is not known",
                        "look: nft list chain ip fw c12"),
                notLookedAt(
                        h -> h.policyRules.add(
                                new PolicyRule(true, "100: from all uidrange 33-33 lookup 100", "", true)),
                        "policy-routing",
                        "rule '100: from all uidrange 33-33 lookup 100' depends on a user, a socket's device or a tunnel",
                        "look: ip rule"),
                notLookedAt(
                        h -> h.unasked.add("203.0.113.10: too many VIPs"),
                        "policy-routing",
                        "not checked: the routes of 203.0.113.10: too many VIPs",
                        "look: ip rule; ip route get CLIENT from VIP"));
    }
}
