// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import static dev.baro.agent.doctor.SpoiltFact.fail;
import static dev.baro.agent.doctor.SpoiltFact.warn;

import dev.baro.agent.facts.Network;
import dev.baro.agent.host.Match;
import dev.baro.agent.host.Rule;
import dev.baro.agent.host.Ruleset;
import dev.baro.dataplane.decap.Decapsulator;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// What can be spoilt on a healthy server, in the order of the checks.
final class SpoiltFacts {
    static final String APPLY =
            "baro agent apply --vip 203.0.113.10=10:80,443 --vip 2001:db8:ffff::10=12:443 --vip 203.0.113.11=ipip";

    private SpoiltFacts() {}

    static Stream<SpoiltFact> all() {
        return Stream.of(
                        machine(),
                        addresses(),
                        rules(),
                        marks(),
                        tunnels(),
                        firewalls(),
                        service(),
                        wayOut(),
                        BlindSpots.all())
                .flatMap(s -> s);
    }

    private static Stream<SpoiltFact> machine() {
        return Stream.of(
                fail(
                        h -> h.kernel = "5.4.0-100-generic",
                        "kernel",
                        "kernel 5.4.0-100-generic is older than 5.9",
                        "install a newer kernel, or use tunnel devices: baro agent render --format nft"),
                warn(
                        h -> {
                            h.kernel = "4.9.0";
                            h.vips = List.of("203.0.113.10=10:80,443", "2001:db8:ffff::10=12:443");
                        },
                        "kernel",
                        "kernel 4.9.0 is older than 4.14",
                        "install a newer kernel"),
                warn(
                        h -> h.availableKib = 100_000,
                        "memory",
                        "97 of 7812 MiB available",
                        "find the processes that use it: ps axo rss,args --sort=-rss | head"),
                warn(
                        h -> h.clock = Instant.parse("1970-01-01T00:01:00Z"),
                        "time",
                        "the clock shows 1970-01-01T00:01:00Z, but apply ran at 2026-03-01T11:00:00Z",
                        "timedatectl set-ntp true"),
                fail(
                        h -> h.sysctls.put("net.netfilter.nf_conntrack_count", "950"),
                        "conntrack",
                        "950 of 1000 connections tracked",
                        "sysctl -w net.netfilter.nf_conntrack_max=2000"),
                warn(
                        h -> h.sysctls.put("net.netfilter.nf_conntrack_count", "800"),
                        "conntrack",
                        "800 of 1000 connections tracked",
                        "sysctl -w net.netfilter.nf_conntrack_max=2000"));
    }

    private static Stream<SpoiltFact> addresses() {
        return Stream.of(
                fail(
                        h -> h.links.set(0, new Network.Link("lo", false, true, true, false, 65_536, false, false)),
                        "lo-up",
                        "lo is down",
                        "ip link set dev lo up"),
                fail(
                        h -> h.sysctls.put("net.ipv6.conf.eth0.disable_ipv6", "1"),
                        "ipv6",
                        "IPv6 is off on eth0",
                        "sysctl -w net.ipv6.conf.eth0.disable_ipv6=0"),
                fail(
                        h -> h.addresses.remove(2),
                        "vip-on-lo",
                        "2001:db8:ffff::10 is not on lo",
                        "ip address add 2001:db8:ffff::10/128 dev lo preferred_lft 0"),
                fail(
                        h -> h.addresses.set(0, new Network.Address(Healthy.VIP, 24, "lo")),
                        "vip-on-lo",
                        "203.0.113.10/24 is on lo as an entire network",
                        "ip address replace 203.0.113.10/32 dev lo && ip address delete 203.0.113.10/24 dev lo"),
                fail(
                        h -> h.addresses.add(new Network.Address(Healthy.VIP, 24, "eth1")),
                        "vip-on-segment",
                        "VIP 203.0.113.10 is an address of eth1",
                        "ip address replace 203.0.113.10/32 dev lo && ip address delete 203.0.113.10/24 dev eth1"),
                fail(
                        h -> h.sysctls.put("net.ipv4.conf.all.arp_ignore", "0"),
                        "arp",
                        "arp_ignore is 0",
                        "sysctl -w net.ipv4.conf.all.arp_ignore=1"),
                fail(
                        h -> h.sysctls.put("net.ipv4.conf.all.arp_announce", "1"),
                        "arp",
                        "arp_announce is less than 2",
                        "sysctl -w net.ipv4.conf.all.arp_announce=2"),
                fail(
                        h -> h.links.set(1, new Network.Link("eth0", false, false, false, true, 1500, true, false)),
                        "interface",
                        "eth0 is down",
                        "ip link set dev eth0 up"),
                fail(
                        h -> h.links.set(1, new Network.Link("eth0", true, false, false, true, 1500, true, true)),
                        "lro",
                        "eth0 merges received packets (LRO)",
                        "ethtool -K eth0 lro off"),
                warn(
                        h -> h.links.set(1, new Network.Link("eth0", true, false, false, true, 1400, true, false)),
                        "mtu",
                        "eth0 has MTU 1400",
                        "ip link set dev eth0 mtu 1500"));
    }

    private static Stream<SpoiltFact> rules() {
        return Stream.of(
                fail(
                        h -> h.hooks.set(0, new Ruleset.Hook("inet baro", "dscp-to-vip", "prerouting", -150)),
                        "rule-hook",
                        "the rule in table inet baro is hooked after connection tracking",
                        APPLY),
                fail(
                        h -> h.rules.removeIf(r -> r.rule().counter().equals("vip_203.0.113.10_dscp_10")),
                        "rule",
                        "no rule takes DSCP 10 for 203.0.113.10",
                        APPLY),
                warn(
                        h -> {
                            h.rules.removeIf(r -> r.rule().counter().equals("vip_203.0.113.10_dscp_10"));
                            h.foreign(
                                    "ip old",
                                    "prerouting",
                                    -300,
                                    "ip daddr set 203.0.113.10",
                                    Match.of("ip dscp", List.of("10")));
                        },
                        "rule",
                        "a rule of another program, ip old c9 handle 109, takes DSCP 10 for 203.0.113.10",
                        APPLY + " && nft delete rule ip old c9 handle 109"),
                fail(
                        h -> {
                            Ruleset.ListedRule first = h.rules.get(2);
                            List<Match> matches = first.rule().matches().stream()
                                    .map(m -> m.field().equals("ip dscp") ? Match.of("ip dscp", List.of("12")) : m)
                                    .toList();
                            Rule other = new Rule(
                                    matches,
                                    first.rule().counter(),
                                    first.rule().action(),
                                    "");
                            h.rules.set(
                                    2, new Ruleset.ListedRule(first.table(), first.chain(), first.handle(), other, 0));
                        },
                        "rule",
                        "the rules for 203.0.113.10 differ: 'ip dscp 12' in place of 'ip dscp 10'",
                        APPLY));
    }

    private static Stream<SpoiltFact> marks() {
        return Stream.of(
                fail(
                        h -> h.foreign("ip qos", "prerouting", -400, "ip dscp set 0"),
                        "foreign-rewrite",
                        "ip qos c12 handle 112: 'ip dscp set 0' for packets with DSCP 10",
                        "nft delete rule ip qos c12 handle 112"),
                fail(
                        h -> h.drop("clear-dscp"),
                        "dscp-leak",
                        "no rule clears the mark of packets that 203.0.113.10 sends",
                        APPLY),
                fail(
                        h -> h.foreign("ip qos", "postrouting", 200, "ip dscp set 46"),
                        "dscp-leak",
                        "ip qos c12 handle 112 marks packets that 203.0.113.10 sends: ip dscp set 46",
                        "nft delete rule ip qos c12 handle 112"));
    }

    private static Stream<SpoiltFact> tunnels() {
        return Stream.of(
                fail(
                        h -> h.decapsulator = Decapsulator.NONE,
                        "xdp",
                        "eth0 has an XDP program of another owner",
                        "ip link set dev eth0 xdp off && " + APPLY),
                fail(
                        h -> {
                            h.decapsulator = Decapsulator.NONE;
                            h.links.set(1, new Network.Link("eth0", true, false, false, true, 1500, false, false));
                        },
                        "xdp",
                        "no XDP program on eth0",
                        APPLY),
                fail(
                        h -> h.decapsulator = Healthy.decapsulator("eth0", true, 0, false),
                        "xdp",
                        "the XDP program is from another build, or for other addresses",
                        APPLY),
                warn(
                        h -> h.decapsulator = Healthy.decapsulator("eth0", false, 0, true),
                        "xdp",
                        "eth0 runs the XDP program in generic mode",
                        "use a driver with XDP, or an MTU that its XDP allows; then " + APPLY),
                warn(
                        h -> h.decapsulator = Healthy.decapsulator("eth0", true, 9, true),
                        "xdp",
                        "9 tunnel packets for 203.0.113.11 arrived in fragments",
                        "raise the MTU between balancer and server by 20 bytes (IPv4) or 40 (IPv6)"));
    }

    private static Stream<SpoiltFact> firewalls() {
        return Stream.of(
                fail(
                        h -> {
                            h.foreign("inet fw", "output", 0, "{\"drop\":null}", Match.of("ct state in", List.of("1")));
                            h.foreign(
                                    "ip fast",
                                    "prerouting",
                                    -300,
                                    "{\"notrack\":null}",
                                    Match.of("ip daddr", List.of("192.0.2.10")));
                        },
                        "invalid-drop",
                        "ip fast c13 handle 113 exempts packets for 203.0.113.10 from connection tracking, and inet"
                                + " fw c12 handle 112 drops untracked answers",
                        "nft delete rule ip fast c13 handle 113"),
                fail(
                        h -> h.foreign(
                                "inet fw",
                                "input",
                                0,
                                "{\"reject\":{\"type\":\"icmpx\",\"expr\":1}}",
                                Match.of("tcp dport", List.of("{\"range\":[400,500]}"))),
                        "firewall",
                        "inet fw c12 handle 112 drops packets of 203.0.113.10: tcp dport 400-500"
                                + " reject with icmpx 1",
                        "nft delete rule inet fw c12 handle 112"));
    }

    private static Stream<SpoiltFact> service() {
        return Stream.of(
                fail(
                        h -> h.listeners.removeFirst(),
                        "listener",
                        "nothing listens on 203.0.113.10:80",
                        "start the service of port 80"),
                fail(
                        h -> h.listeners.set(
                                0, "tcp LISTEN 0 511 192.0.2.10:80 0.0.0.0:* users:((\"nginx\",pid=7,fd=6))"),
                        "listener",
                        "nothing listens on 203.0.113.10:80; only nginx on 192.0.2.10",
                        "make it listen on 203.0.113.10:80 too, or on any address, and restart it"),
                fail(
                        h -> h.listeners.set(1, "tcp LISTEN 0 511 0.0.0.0:443 0.0.0.0:*"),
                        "listener",
                        "nothing listens on [2001:db8:ffff::10]:443",
                        "start the service of port 443"),
                warn(
                        h -> h.listeners.add("udp UNCONN 0 0 *:80 *:* users:((\"dnsd\",pid=9,fd=4))"),
                        "udp-wildcard",
                        "dnsd listens on UDP port 80 of any address, not of 203.0.113.10",
                        "bind it to 203.0.113.10, unless it sets the source address of each answer itself"),
                warn(
                        h -> h.listeners.add(
                                "tcp LISTEN 0 9 203.0.113.10:8080 0.0.0.0:* users:((\"java\",pid=9,fd=4))"),
                        "port-covered",
                        "java listens on 203.0.113.10 tcp port 8080, which no rule covers",
                        APPLY.replace("80,443", "80,443,8080")),
                fail(
                        h -> h.sysctls.put("net.ipv6.icmp.echo_ignore_all", "1"),
                        "echo",
                        "net.ipv6.icmp.echo_ignore_all is on",
                        "sysctl -w net.ipv6.icmp.echo_ignore_all=0"));
    }

    private static Stream<SpoiltFact> wayOut() {
        return Stream.of(
                fail(
                        h -> {
                            h.sysctls.put("net.ipv4.conf.all.rp_filter", "1");
                            h.lookups.set(0, Healthy.lookup(Healthy.VIP, true, "eth0", "Invalid cross-device link"));
                            h.lookups.set(1, Healthy.lookup(Healthy.VIP, false, "eth1", ""));
                        },
                        "rp-filter",
                        "rp_filter=1 on eth0, but the route to clients uses eth1",
                        "sysctl -w net.ipv4.conf.eth0.rp_filter=2"),
                fail(
                        h -> h.defaults.removeLast(),
                        "next-hop",
                        "no default route for IPv6",
                        "ip -6 route replace default via ROUTER"),
                warn(
                        h -> h.neighbours.set(0, new Network.Neighbour("192.0.2.1", "eth0", true, false)),
                        "next-hop",
                        "the MAC address of the router 192.0.2.1 was set manually",
                        "ip neighbour delete 192.0.2.1 dev eth0"),
                fail(
                        h -> h.neighbours.set(0, new Network.Neighbour("192.0.2.1", "eth0", false, true)),
                        "next-hop",
                        "the router 192.0.2.1 does not answer",
                        "check the cable, the VLAN and the router of eth0"),
                warn(
                        h -> h.unanswered.put(Healthy.VIP, 4),
                        "urpf",
                        "4 clients of 203.0.113.10 have not acknowledged 3 answers or more",
                        "on the routers' ports to this server, allow the VIPs as source addresses or use loose uRPF"));
    }
}
