// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.dataplane.conformance.Setups;
import dev.baro.dataplane.conformance.TestedProgram;
import dev.baro.dataplane.kernel.NeedsRoot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The comparison with the model finds mistakes: each of these, planted in a copy of the program.
///
/// Where a text is no longer there, the program has changed: rewrite the fault for it.
@NeedsRoot
@Tag("model")
class PlantedFaultTest {
    /// Far more than the rarest fault takes to show, so that a miss is not a matter of luck.
    private static final int FRAMES = 300_000;

    static Stream<PlantedFault> faults() {
        return Stream.of(
                        rewriting(),
                        parsing(),
                        fragments(),
                        tunnels(),
                        ethernet(),
                        sources(),
                        choosing(),
                        refusing(),
                        UplinkFaults.all())
                .flatMap(List::stream);
    }

    private static List<PlantedFault> rewriting() {
        return List.of(
                new PlantedFault(
                        "ECN lost (IPv4)",
                        "balancer/rewrite.h",
                        "before & bpf_htons(0xff03)",
                        "before & bpf_htons(0xff00)"),
                new PlantedFault("ECN lost (IPv6)", "balancer/rewrite.h", "(byte[1] & 0x3f)", "(byte[1] & 0x0f)"),
                new PlantedFault(
                        "traffic class in the wrong nibble (IPv6)",
                        "balancer/rewrite.h",
                        "0x60 | server->tos >> 4",
                        "0x60 | (server->tos & 15)"),
                new PlantedFault("TTL kept", "balancer/rewrite.h", "*ttl_word -= ONE_HOP;", "*ttl_word -= 0;"),
                new PlantedFault(
                        "circle left open (IPv4)",
                        "balancer/rewrite.h",
                        "set_ttl(p->ip, 1);",
                        "((struct iphdr *)p->ip)->ttl--;"),
                new PlantedFault(
                        "circle left open (IPv6)", "balancer/rewrite.h", "ip->hop_limit = 1;", "ip->hop_limit--;"),
                new PlantedFault(
                        "L4 checksum kept",
                        "balancer/rewrite.h",
                        "rewrite_l4(p, server->l4_delta)",
                        "rewrite_l4(p, 0)"),
                new PlantedFault(
                        "TCP checksum cleared",
                        "balancer/rewrite.h",
                        "*p->l4_check = checksum_add_word(check, delta);\n\telse",
                        "*p->l4_check = 0;\n\telse"),
                new PlantedFault(
                        "UDP checksum 0 changed",
                        "balancer/rewrite.h",
                        "else if (check)",
                        "else if (check || p->port)"),
                new PlantedFault(
                        "computed UDP checksum 0 left as it is",
                        "balancer/rewrite.h",
                        "checksum_add_word(check, delta) ?: 0xffff",
                        "checksum_add_word(check, delta)"),
                new PlantedFault("ICMPv6 checksum kept", "balancer/parse.h", "p->v6 ? &icmp->checksum : NULL", "NULL"),
                new PlantedFault("carry lost", "lib/checksum.h", "sum = (sum & 0xffff) + (sum >> 16);\n\tsum", "sum"),
                new PlantedFault("own MAC address missing", "balancer/rewrite.h", "to[2] = from[2];", ""),
                new PlantedFault(
                        "mac treated as dscp",
                        "balancer/forward.h",
                        "if (server->method == METHOD_DSCP) {",
                        "if (server->method != METHOD_IPIP) {"));
    }

    private static List<PlantedFault> parsing() {
        return List.of(
                new PlantedFault(
                        "ports read behind 20 bytes whatever the header's length",
                        "balancer/ipv4.h",
                        "if (header_bytes > sizeof(*ip)) {",
                        "if (header_bytes > 60) {"),
                new PlantedFault(
                        "loose source route balanced",
                        "balancer/ipv4.h",
                        "type == OPTION_LOOSE_SOURCE_ROUTE || type == ",
                        "type == "),
                new PlantedFault(
                        "packet taken to end with the frame",
                        "balancer/ethernet.h",
                        "p->bytes = bpf_ntohs(ip->tot_len);",
                        "p->bytes = c->end - (void *)ip;"),
                new PlantedFault(
                        "transport header read beyond the packet's length",
                        "balancer/ethernet.h",
                        "return p->bytes >= sizeof(*ip) && c->pos + c->left <= c->end;",
                        "bool fits = p->bytes >= sizeof(*ip) && c->pos + c->left <= c->end;\n"
                                + "\tc->left = 0xffff;\n\treturn fits;"),
                new PlantedFault("mapped VIP accepted", "balancer/ethernet.h", "!is_mapped_v4(&p->vip) && ", ""),
                new PlantedFault(
                        "seven extension headers walked",
                        "balancer/parse.h",
                        "#define MAX_EXTENSION_HEADERS 6",
                        "#define MAX_EXTENSION_HEADERS 7"));
    }

    private static List<PlantedFault> fragments() {
        return List.of(
                new PlantedFault(
                        "later fragment's payload changed as if it were a checksum",
                        "balancer/ipv4.h",
                        "p->kind = KIND_LATER_FRAGMENT;",
                        "parse_l4(c, p, KIND_WHOLE);\n\t\tp->kind = KIND_LATER_FRAGMENT;"),
                new PlantedFault(
                        "first fragment not recorded",
                        "balancer/early.h",
                        "record_fragment(d, d->chosen & SERVER_NUMBER, d->service);",
                        ""),
                new PlantedFault(
                        "first fragment goes its own way",
                        "balancer/early.h",
                        "d->by_flow = server_in_slot(service, hash);\n\t\treturn server;",
                        "d->by_flow = server_in_slot(service, hash);\n\t\treturn 0;"),
                new PlantedFault(
                        "early fragment of TCP sent to any real server",
                        "balancer/early.h",
                        "if (!port || d->protocol != IPPROTO_UDP)",
                        "if (!port)"),
                new PlantedFault(
                        "client's last real server forgotten",
                        "balancer/early.h",
                        "client.server = d->by_flow;",
                        "client.server = 0;"),
                new PlantedFault(
                        "fragments of a refused datagram sent on",
                        "balancer/early.h",
                        "if (service == REFUSED_DATAGRAM)",
                        "if (service == REFUSED_DATAGRAM - 1)"),
                new PlantedFault(
                        "fragments of all datagrams mixed",
                        "balancer/fragment.h",
                        "key->id = id;",
                        "key->id = id & 0;"),
                new PlantedFault(
                        "key with the next header",
                        "balancer/ipv6.h",
                        "p->fragment_id = w.fragment_id;",
                        "p->fragment_id = w.fragment_id;\n\t\tp->fragment_protocol = w.protocol;"));
    }

    private static List<PlantedFault> tunnels() {
        return List.of(
                new PlantedFault("DF of the tunnel lost", "balancer/tunnel.h", "ip->frag_off & bpf_htons(IP_DF)", "0"),
                new PlantedFault(
                        "identification of the tunnel lost",
                        "balancer/tunnel.h",
                        "inner->id = ip->id;",
                        "inner->id = 0;"),
                new PlantedFault("EtherType kept", "balancer/tunnel.h", "set_type(l2, ETH_P_IPV6);", ""),
                new PlantedFault(
                        "VLAN tag eaten",
                        "balancer/tunnel.h",
                        "keep_l2(ctx, &l2, p->l2_bytes)",
                        "keep_l2(ctx, &l2, 14)"),
                new PlantedFault(
                        "tunnel header not in the size",
                        "balancer/forward.h",
                        "fits -= tunnel_bytes(server);",
                        "fits -= 0 * tunnel_bytes(server);"));
    }

    private static List<PlantedFault> ethernet() {
        return List.of(
                new PlantedFault(
                        "tag kept",
                        "balancer/forward.h",
                        "p->l2_bytes > sizeof(struct ethhdr) && !p->keeps_tags",
                        "p->l2_bytes > sizeof(struct ethhdr) + 4 && !p->keeps_tags"),
                new PlantedFault(
                        "own MAC address not checked",
                        "balancer/own.h",
                        "return ADDRESSEE_FOREIGN;\n\treturn ADDRESSEE_OWN;",
                        "return ADDRESSEE_OWN;\n\treturn ADDRESSEE_OWN;"),
                new PlantedFault(
                        "own MAC address not checked in plain packets",
                        "balancer/ethernet.h",
                        "if (!eth || __builtin_expect(may_be_foreign(eth), 0))",
                        "if (!eth)"),
                new PlantedFault(
                        "broadcasts balanced",
                        "balancer/slow_path.h",
                        "own = addressee_of(ctx) == ADDRESSEE_OWN;",
                        "own = addressee_of(ctx) != ADDRESSEE_FOREIGN;"),
                new PlantedFault(
                        "VLAN without an interface balanced",
                        "balancer/slow_path.h",
                        "if (!ifindex)\n\t\t\treturn false;",
                        "if (!ifindex)\n\t\t\treturn true;"));
    }

    private static List<PlantedFault> sources() {
        return List.of(
                new PlantedFault(
                        "martian passed",
                        "balancer/martian.h",
                        " || first_octet == LOOPBACK_NET;",
                        " || first_octet == LOOPBACK_NET + 256;"),
                new PlantedFault(
                        "martian of IPv6 passed",
                        "balancer/martian.h",
                        "!*(const __u64 *)source || *(const __u8 *)source >= 0xfe",
                        "*(const __u8 *)source >= 0xfe"),
                new PlantedFault(
                        "VIP as a source passed",
                        "balancer/baro.bpf.c",
                        "same_address(&p.source, &p.vip) || may",
                        "may"),
                new PlantedFault(
                        "real server as its own client",
                        "balancer/forward.h",
                        "same_address(&p->source, &server->address)",
                        "same_address(&p->vip, &server->address)"),
                new PlantedFault(
                        "link-local source taken to another link",
                        "balancer/departure.h",
                        "d->v6 && is_link_local(&d->source)",
                        "0 && is_link_local(&d->source)"),
                new PlantedFault(
                        "answer to an Ethernet group",
                        "balancer/martian.h",
                        "!(((const __u8 *)p->l2)[ETH_ALEN] & 1) && own",
                        "own"),
                new PlantedFault(
                        "answer to a broadcast address",
                        "balancer/martian.h",
                        "own_kind_of(&source) != OWN_BROADCAST",
                        "own_kind_of(&source) != OWN_ADDRESS"),
                new PlantedFault(
                        "packet that its real server sent back sent again",
                        "balancer/forward.h",
                        "mac_end(source) == server->direct_mac, 0",
                        "mac_end(source) == server->direct_mac + 1, 0"),
                new PlantedFault(
                        "half a MAC address taken for a real server's",
                        "balancer/forward.h",
                        "*(const __u16 *)source == *(const __u16 *)server->hop_mac",
                        "*(const __u16 *)source != 0"),
                new PlantedFault(
                        "quote too short",
                        "balancer/answer.h",
                        "#define QUOTED_BYTES (576 -",
                        "#define QUOTED_BYTES (572 -"),
                new PlantedFault(
                        "quote of IPv6 too short",
                        "balancer/answer.h",
                        "#define QUOTED_BYTES_V6 (1280 -",
                        "#define QUOTED_BYTES_V6 (576 -"));
    }

    private static List<PlantedFault> choosing() {
        return List.of(
                new PlantedFault(
                        "flow spread by its flags",
                        "balancer/schedule.h",
                        "source_port << 16 | p->port, p->protocol);",
                        "source_port << 16 | p->port, p->flags);"),
                new PlantedFault(
                        "TTL 1 forwarded",
                        "balancer/baro.bpf.c",
                        "} else if (p.ttl <= 1 ||",
                        "} else if (p.ttl < 1 ||"),
                new PlantedFault(
                        "ICMP error spread by its own addresses",
                        "balancer/slow_path.h",
                        "choose(service, &flow, FLAG_PEEK)",
                        "choose(service, p, FLAG_PEEK)"),
                new PlantedFault(
                        "error about an error", "balancer/answer.h", "p->kind == KIND_ICMP || p->kind", "p->kind"));
    }

    private static List<PlantedFault> refusing() {
        return List.of(
                new PlantedFault(
                        "reset answered with a reset", "balancer/reset.h", "if (came.rst || header", "if (header"),
                new PlantedFault("SYN not acknowledged", "balancer/reset.h", "+ came.syn + came.fin", "+ came.fin"),
                new PlantedFault(
                        "reset at the sequence number that came",
                        "balancer/reset.h",
                        "reset->seq = came.ack_seq;",
                        "reset->seq = came.seq;"),
                new PlantedFault(
                        "reset of a first fragment whose length is not known",
                        "balancer/reset.h",
                        "return p->kind == KIND_WHOLE;",
                        "return true;"),
                new PlantedFault("MAC addresses of an answer not swapped", "balancer/resize.h", "swap_macs(l2);", ""),
                new PlantedFault(
                        "quote too short",
                        "balancer/icmp_error.h",
                        "p->v6 ? QUOTED_BYTES_V6 :",
                        "p->v6 ? QUOTED_BYTES_V6 - 4 :"),
                new PlantedFault(
                        "last bytes of a quote not summed",
                        "balancer/icmp_error.h",
                        "s->left < PIECE_BYTES ? s->left : PIECE_BYTES",
                        "s->left & ~1u"),
                new PlantedFault(
                        "last hop to a port that is not served",
                        "balancer/baro.bpf.c",
                        "if (p.ttl <= 1 || service->flags",
                        "if (service->flags"),
                new PlantedFault(
                        "time exceeded in the VIP's name",
                        "balancer/icmp_error.h",
                        "*from = control.tunnel_source_v6;",
                        "from->half[0] |= 0;"),
                new PlantedFault(
                        "later fragments of an echo request forgotten",
                        "balancer/slow_path.h",
                        "record_fragment(d, 0, NO_SERVICE);",
                        ""),
                new PlantedFault(
                        "later fragments of an echo request sent on",
                        "balancer/slow_path.h",
                        "if (place == PLACE_BACK)",
                        "if (place == PLACE_BACK && d->v6)"),
                new PlantedFault(
                        "refused although it may not",
                        "balancer/departure.h",
                        "if (refuses)",
                        "if (refuses || d->port)"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void isFound(PlantedFault fault, @TempDir Path folder) throws IOException {
        long seed = Long.getLong("baro.seed", System.nanoTime());

        try (TestedProgram program = TestedProgram.open(Setups.UPLINKS, fault.compiled(folder))) {
            Differential differential = new Differential(program, Setups.UPLINKS);
            Optional<Differential.Difference> difference = firstDifference(differential, seed);

            assertThat(difference).as("%s, -Dbaro.seed=%d", fault.name(), seed).isPresent();
        }
    }

    private static Optional<Differential.Difference> firstDifference(Differential differential, long seed) {
        RandomFrames frames = new RandomFrames(seed);
        while (differential.frames() < FRAMES) {
            RandomFrames.Next next = frames.next();
            Optional<Differential.Difference> difference = differential.compare(next.frame(), next.valid());
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }
}
