// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.config.AgentConfig;
import dev.baro.agent.config.ServedVip;
import dev.baro.agent.facts.Facts;
import dev.baro.agent.facts.Host;
import dev.baro.agent.facts.Lookups;
import dev.baro.agent.facts.Lookups.Client;
import dev.baro.agent.facts.Lookups.Lookup;
import dev.baro.agent.facts.Lookups.PolicyRule;
import dev.baro.agent.facts.Network;
import dev.baro.agent.facts.Network.Address;
import dev.baro.agent.facts.Network.Link;
import dev.baro.agent.facts.Network.Neighbour;
import dev.baro.agent.facts.Network.Route;
import dev.baro.agent.facts.Sockets;
import dev.baro.agent.facts.Sysctls;
import dev.baro.agent.facts.Wish;
import dev.baro.agent.host.LegacyTables;
import dev.baro.agent.host.Match;
import dev.baro.agent.host.Rule;
import dev.baro.agent.host.Rules;
import dev.baro.agent.host.Ruleset;
import dev.baro.core.doctor.XdpHolder;
import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.decap.Decapsulator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The facts of a server without a problem, to be spoilt in one place each: a VIP by mark and one by tunnel.
final class Healthy {
    static final IpAddress VIP = IpAddress.parse("203.0.113.10");
    static final IpAddress TUNNELLED = IpAddress.parse("203.0.113.11");
    static final IpAddress VIP6 = IpAddress.parse("2001:db8:ffff::10");
    static final IpAddress OWN = IpAddress.parse("192.0.2.10");
    static final IpAddress OWN6 = IpAddress.parse("2001:db8:2::10");

    final List<Link> links = new ArrayList<>(List.of(
            new Link("lo", true, true, true, false, 65_536, false, false),
            new Link("eth0", true, false, false, true, 1500, true, false),
            new Link("eth1", true, false, false, true, 1500, false, false)));
    final List<Address> addresses = new ArrayList<>(List.of(
            new Address(VIP, 32, "lo"),
            new Address(TUNNELLED, 32, "lo"),
            new Address(VIP6, 128, "lo"),
            new Address(OWN, 24, "eth0"),
            new Address(OWN6, 64, "eth0")));
    final List<Route> defaults =
            new ArrayList<>(List.of(new Route(true, "192.0.2.1", "eth0"), new Route(false, "2001:db8:2::1", "eth0")));
    final List<Neighbour> neighbours = new ArrayList<>(List.of(new Neighbour("192.0.2.1", "eth0", false, false)));
    final Map<String, String> sysctls = new HashMap<>(Map.of(
            "net.ipv4.conf.all.arp_ignore", "1",
            "net.ipv4.conf.all.arp_announce", "2",
            "net.netfilter.nf_conntrack_max", "1000",
            "net.netfilter.nf_conntrack_count", "10"));
    final List<Ruleset.ListedRule> rules = new ArrayList<>();
    final List<Ruleset.Hook> hooks = new ArrayList<>(List.of(
            new Ruleset.Hook("inet baro", "dscp-to-vip", "prerouting", -300),
            new Ruleset.Hook("inet baro", "clear-dscp", "postrouting", 150),
            new Ruleset.Hook("inet baro", "keep-vip", "forward", 0)));
    final List<String> listeners = new ArrayList<>(List.of(
            "tcp LISTEN 0 511 203.0.113.10:80 0.0.0.0:* users:((\"nginx\",pid=7,fd=6))",
            "tcp LISTEN 0 511 *:443 *:* users:((\"nginx\",pid=7,fd=7))",
            "udp UNCONN 0 0 127.0.0.53%lo:53 0.0.0.0:*"));
    final Map<String, XdpHolder> holders = new HashMap<>(Map.of("eth0", XdpHolder.NETLINK));
    final Map<String, String> unread = new HashMap<>();
    final List<PolicyRule> policyRules = new ArrayList<>();
    final List<String> unasked = new ArrayList<>();
    final List<Lookup> lookups = new ArrayList<>(List.of(
            lookup(VIP, true, "eth0", ""),
            lookup(VIP, false, "eth0", ""),
            lookup(VIP6, true, "eth0", ""),
            lookup(VIP6, false, "eth0", "")));
    final Map<IpAddress, Integer> unanswered = new HashMap<>();
    final Set<IpAddress> opened = Set.of(TUNNELLED);
    List<String> vips = List.of("203.0.113.10=10:80,443", "2001:db8:ffff::10=12:443", "203.0.113.11=ipip");
    List<String> interfaces = List.of();
    String kernel = "6.1.0-18-amd64";
    long availableKib = 4_000_000;
    Instant clock = Instant.parse("2026-03-01T12:00:00Z");
    Instant lastApply = Instant.parse("2026-03-01T11:00:00Z");
    Decapsulator decapsulator = decapsulator("eth0", true, 0, true);

    Healthy() {
        Rules.toVip(config()).forEach(rule -> add("inet baro", "dscp-to-vip", rule));
        Rules.clear(config()).forEach(rule -> add("inet baro", "clear-dscp", rule));
        Rules.keep(config()).forEach(rule -> add("inet baro", "keep-vip", rule));
    }

    static Decapsulator decapsulator(String device, boolean nativeMode, long fragments, boolean current) {
        return new Decapsulator(
                List.of(new Decapsulator.Attachment(device, nativeMode)),
                Set.of(OWN, OWN6),
                Map.of(TUNNELLED, new Decapsulator.Counters(5, 500, fragments, 0)),
                current);
    }

    /// What the kernel says of a client from anywhere.
    static Lookup lookup(IpAddress vip, boolean incoming, String device, String refusal) {
        IpAddress client = IpAddress.parse(vip.isV4() ? "198.51.100.2" : "2001:db8:1::2");
        return new Lookup(vip, new Client(client, true, ""), incoming, device, "", refusal);
    }

    /// A chain of others and one rule in it, as nft lists them.
    void foreign(String table, String hook, int priority, String action, Match... matches) {
        hooks.add(new Ruleset.Hook(table, "c" + rules.size(), hook, priority));
        add(table, "c" + rules.size(), new Rule(List.of(matches), "", action, ""));
    }

    void add(String table, String chain, Rule rule) {
        rules.add(new Ruleset.ListedRule(table, chain, 100 + rules.size(), rule, 0));
    }

    /// Without the rules of one of our chains.
    void drop(String chain) {
        rules.removeIf(rule -> rule.isOurs() && rule.chain().equals(chain));
    }

    AgentConfig config() {
        return new AgentConfig(vips.stream().map(ServedVip::parse).toList(), interfaces, List.of(OWN, OWN6), List.of());
    }

    Facts facts() {
        List<String> options =
                vips.stream().flatMap(vip -> Stream.of("--vip", vip)).collect(Collectors.toList());
        return new Facts(
                new Wish(config(), options),
                new Network(links, addresses, defaults, neighbours),
                holders,
                new Sysctls(sysctls),
                new Ruleset(rules, Map.of(), true, hooks),
                new LegacyTables(List.of(), List.of(), unread),
                new Lookups(policyRules, lookups, unasked),
                new Sockets(
                        listeners.stream()
                                .flatMap(line -> Sockets.listener(line).stream())
                                .toList(),
                        unanswered),
                new Host(kernel, availableKib, 8_000_000, clock, lastApply, decapsulator));
    }
}
