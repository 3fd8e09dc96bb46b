// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/* Steers health probes (TCX, behind XDP). A probe's socket is connected to the real server's own
 * address; on the way out its packets get the form that a client's packets have behind the
 * balancer, and on the way in an answer from the VIP gets the address that the socket expects.
 * Answers to a marked probe from anybody else are counted and dropped. */
#include <stdbool.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "maps.h"

#define IP_FRAGMENT_OFFSET 0x1fff
#define TUNNEL_TTL 64
#define EINVAL 22

/* BPF_F_IPV6 of linux/bpf.h, where that is new enough. */
#define CSUM_IPV6 (1ULL << 7)

/* TCX_NEXT and TCX_DROP, likewise. */
enum verdict {
	NEXT = -1,
	DROP = 2,
};

#define ICMP_ECHO_REPLY 0
#define ICMP_UNREACHABLE 3
#define ICMP_ECHO 8
#define ICMP6_UNREACHABLE 1
#define ICMP6_ECHO 128
#define ICMP6_ECHO_REPLY 129

#define TCP_CHECK_AT 16
#define UDP_CHECK_AT 6
#define ICMP_CHECK_AT 2

/* The first eight bytes of what follows the IP header. */
union l4 {
	struct {
		__be16 source;
		__be16 destination;
		__be32 rest;
	} ports;
	struct {
		__u8 type;
		__u8 code;
		__u16 check;
		__be16 id;
		__be16 sequence;
	} icmp;
};

struct packet {
	struct address source;
	struct address destination;
	union l4 l4;
	__u32 ip_at;
	__u32 l4_at;
	__u16 bytes; /* from the IP header on */
	__u8 protocol;
	__u8 tos;
	bool v6;
};

static __always_inline void mapped_v4(struct address *address, __be32 v4)
{
	address->word[0] = 0;
	address->word[1] = 0;
	address->word[2] = bpf_htonl(0xffff);
	address->word[3] = v4;
}

static __always_inline bool same(const struct address *a, const struct address *b)
{
	return a->word[3] == b->word[3] && a->word[2] == b->word[2] && a->word[1] == b->word[1] &&
	       a->word[0] == b->word[0];
}

static __always_inline bool is_mapped_v4(const struct address *a)
{
	return !a->word[0] && !a->word[1] && a->word[2] == bpf_htonl(0xffff);
}

static __always_inline bool read_v4(struct __sk_buff *skb, __u32 at, struct packet *p)
{
	struct iphdr ip;

	if (bpf_skb_load_bytes(skb, at, &ip, sizeof(ip)) || ip.version != 4 || ip.ihl < 5 ||
	    ip.frag_off & bpf_htons(IP_FRAGMENT_OFFSET))
		return false;
	mapped_v4(&p->source, ip.saddr);
	mapped_v4(&p->destination, ip.daddr);
	p->l4_at = at + ip.ihl * 4;
	p->bytes = bpf_ntohs(ip.tot_len);
	p->protocol = ip.protocol;
	p->tos = ip.tos;
	p->v6 = false;
	return true;
}

/* Probes have no extension headers, and answers have none that matter. */
static __always_inline bool read_v6(struct __sk_buff *skb, __u32 at, struct packet *p)
{
	struct ipv6hdr ip;

	if (bpf_skb_load_bytes(skb, at, &ip, sizeof(ip)) || ip.version != 6)
		return false;
	__builtin_memcpy(&p->source, &ip.saddr, sizeof(p->source));
	__builtin_memcpy(&p->destination, &ip.daddr, sizeof(p->destination));
	p->l4_at = at + sizeof(ip);
	p->bytes = sizeof(ip) + bpf_ntohs(ip.payload_len);
	p->protocol = ip.nexthdr;
	p->tos = ip.priority << 4 | ip.flow_lbl[0] >> 4;
	p->v6 = true;
	return true;
}

/* False for all that no probe can be. */
static __always_inline bool read_packet(struct __sk_buff *skb, __u32 at, bool v6, struct packet *p)
{
	p->ip_at = at;
	return (v6 ? read_v6(skb, at, p) : read_v4(skb, at, p)) &&
	       !bpf_skb_load_bytes(skb, p->l4_at, &p->l4, sizeof(p->l4));
}

static __always_inline bool is_ip(const struct __sk_buff *skb)
{
	return skb->protocol == bpf_htons(ETH_P_IP) || skb->protocol == bpf_htons(ETH_P_IPV6);
}

static __always_inline struct probe_flow *flow_at(enum probe_kind kind, __be16 number)
{
	__u32 index = kind * NUMBERS + bpf_ntohs(number);
	struct probe_flow *flow = bpf_map_lookup_elem(&probe_flows, &index);

	return flow && flow->state != PROBE_NONE ? flow : NULL;
}

static __always_inline bool is_icmp(const struct packet *p)
{
	return p->protocol == (p->v6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP);
}

/* The probe that sent this packet, which may be a quoted one. */
static __always_inline struct probe_flow *flow_of_question(const struct packet *p)
{
	struct probe_flow *flow = NULL;

	if (p->protocol == IPPROTO_TCP)
		flow = flow_at(KIND_TCP, p->l4.ports.source);
	else if (p->protocol == IPPROTO_UDP)
		flow = flow_at(KIND_UDP, p->l4.ports.source);
	else if (is_icmp(p) && p->l4.icmp.type == (p->v6 ? ICMP6_ECHO : ICMP_ECHO))
		return flow_at(KIND_ICMP, p->l4.icmp.id);
	return flow && flow->port == p->l4.ports.destination ? flow : NULL;
}

/* Other programs of this host ping, too, and may have the same identifier. */
static __always_inline struct probe_flow *flow_of_echo_reply(struct __sk_buff *skb,
							     const struct packet *p)
{
	struct probe_flow *flow = flow_at(KIND_ICMP, p->l4.icmp.id);
	__be32 token;

	if (!flow || bpf_skb_load_bytes(skb, p->l4_at + sizeof(p->l4), &token, sizeof(token)))
		return NULL;
	return flow->token == token ? flow : NULL;
}

static __always_inline struct probe_flow *flow_of_answer(struct __sk_buff *skb,
							 const struct packet *p)
{
	struct probe_flow *flow = NULL;

	if (p->protocol == IPPROTO_TCP)
		flow = flow_at(KIND_TCP, p->l4.ports.destination);
	else if (p->protocol == IPPROTO_UDP)
		flow = flow_at(KIND_UDP, p->l4.ports.destination);
	else if (is_icmp(p) && p->l4.icmp.type == (p->v6 ? ICMP6_ECHO_REPLY : ICMP_ECHO_REPLY))
		return flow_of_echo_reply(skb, p);
	return flow && flow->port == p->l4.ports.source ? flow : NULL;
}

/* Where the checksum stands that covers the addresses; 0 where none does. */
static __always_inline __u32 l4_check_at(const struct packet *p)
{
	if (p->protocol == IPPROTO_TCP)
		return p->l4_at + TCP_CHECK_AT;
	if (p->protocol == IPPROTO_UDP)
		return p->l4_at + UDP_CHECK_AT;
	return p->v6 ? p->l4_at + ICMP_CHECK_AT : 0;
}

static __always_inline int replace_v4(struct __sk_buff *skb, const struct packet *p, __u32 at,
				      const struct address *before, const struct address *after)
{
	__be32 from = before->word[3], to = after->word[3];
	__u32 check_at = l4_check_at(p);
	__u64 flags = BPF_F_PSEUDO_HDR | sizeof(to);

	if (p->protocol == IPPROTO_UDP)
		flags |= BPF_F_MARK_MANGLED_0;
	if (check_at && bpf_l4_csum_replace(skb, check_at, from, to, flags))
		return -1;
	if (bpf_l3_csum_replace(skb, p->ip_at + offsetof(struct iphdr, check), from, to,
				sizeof(to)))
		return -1;
	return bpf_skb_store_bytes(skb, p->ip_at + at, &to, sizeof(to), 0);
}

/* CSUM_IPV6 (Linux 6.16) keeps a complete checksum of the network card right; an older kernel
 * refuses the flag. */
static __always_inline int replace_v6(struct __sk_buff *skb, const struct packet *p, __u32 at,
				      const struct address *before, const struct address *after)
{
	struct address from = *before, to = *after;
	__s64 delta = bpf_csum_diff((__be32 *)&from, sizeof(from), (__be32 *)&to, sizeof(to), 0);
	__u32 check_at = l4_check_at(p);
	__u64 flags = BPF_F_PSEUDO_HDR;
	long result;

	if (p->protocol == IPPROTO_UDP)
		flags |= BPF_F_MARK_MANGLED_0;
	result = bpf_l4_csum_replace(skb, check_at, 0, delta, flags | CSUM_IPV6);
	if (result == -EINVAL)
		result = bpf_l4_csum_replace(skb, check_at, 0, delta, flags);
	return result ? -1 : bpf_skb_store_bytes(skb, p->ip_at + at, &to, sizeof(to), 0);
}

static __always_inline int replace_source(struct __sk_buff *skb, const struct packet *p,
					  const struct address *after)
{
	return p->v6 ? replace_v6(skb, p, offsetof(struct ipv6hdr, saddr), &p->source, after)
		     : replace_v4(skb, p, offsetof(struct iphdr, saddr), &p->source, after);
}

static __always_inline int replace_destination(struct __sk_buff *skb, const struct packet *p,
					       const struct address *after)
{
	return p->v6 ? replace_v6(skb, p, offsetof(struct ipv6hdr, daddr), &p->destination, after)
		     : replace_v4(skb, p, offsetof(struct iphdr, daddr), &p->destination, after);
}

static __always_inline void count(struct probe_flow *flow, const struct address *source)
{
	if (same(source, &flow->vip)) {
		flow->from_vip++;
	} else if (same(source, &flow->server)) {
		flow->from_server++;
	} else {
		flow->from_other++;
		flow->other = *source;
	}
}

/* An ICMP error is noted where it quotes a probe, and left to the kernel. */
static __always_inline void note_error(struct __sk_buff *skb, const struct packet *p)
{
	struct probe_flow *flow;
	struct packet quoted = {};

	if (!is_icmp(p) || p->l4.icmp.type != (p->v6 ? ICMP6_UNREACHABLE : ICMP_UNREACHABLE))
		return;
	if (!read_packet(skb, p->l4_at + sizeof(p->l4), p->v6, &quoted))
		return;
	flow = flow_of_question(&quoted);
	if (!flow ||
	    !(same(&quoted.destination, &flow->server) || same(&quoted.destination, &flow->vip)))
		return;
	flow->error_type = p->l4.icmp.type;
	flow->error_code = p->l4.icmp.code;
	flow->other = p->source;
	if (same(&p->source, &flow->vip))
		flow->from_vip++;
	else if (same(&p->source, &flow->server))
		flow->from_server++;
}

SEC("tc")
int baro_probe_in(struct __sk_buff *skb)
{
	struct probe_flow *flow;
	struct packet p = {};

	if (!is_ip(skb) || !read_packet(skb, ETH_HLEN, skb->protocol == bpf_htons(ETH_P_IPV6), &p))
		return NEXT;
	flow = flow_of_answer(skb, &p);
	if (!flow) {
		note_error(skb, &p);
		return NEXT;
	}
	count(flow, &p.source);
	if (flow->state == PROBE_PLAIN)
		return NEXT;
	if (!same(&p.source, &flow->vip))
		return DROP; /* must not make a probe pass that the VIP has not answered */
	return replace_source(skb, &p, &flow->server) ? DROP : NEXT;
}

static __always_inline __u16 ipv4_check(const struct iphdr *ip)
{
	__u64 sum = bpf_csum_diff(NULL, 0, (__be32 *)ip, sizeof(*ip), 0);

	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

/* RFC 2003. */
static __always_inline int wrap_v4(struct __sk_buff *skb, const struct packet *p, __be32 to)
{
	struct iphdr ip = {
	    .version = 4,
	    .ihl = 5,
	    .tos = p->tos,
	    .tot_len = bpf_htons(p->bytes + sizeof(ip)),
	    .ttl = TUNNEL_TTL,
	    .protocol = p->v6 ? IPPROTO_IPV6 : IPPROTO_IPIP,
	    .saddr = probe_settings.tunnel_source_v4.word[3],
	    .daddr = to,
	};

	ip.check = ipv4_check(&ip);
	if (bpf_skb_adjust_room(skb, sizeof(ip), BPF_ADJ_ROOM_MAC,
				BPF_F_ADJ_ROOM_ENCAP_L3_IPV4 | BPF_F_ADJ_ROOM_FIXED_GSO))
		return -1;
	return bpf_skb_store_bytes(skb, ETH_HLEN, &ip, sizeof(ip), 0);
}

/* RFC 2473. */
static __always_inline int wrap_v6(struct __sk_buff *skb, const struct packet *p,
				   const struct address *to)
{
	struct ipv6hdr ip = {
	    .version = 6,
	    .priority = p->tos >> 4,
	    .flow_lbl = {p->tos << 4},
	    .payload_len = bpf_htons(p->bytes),
	    .nexthdr = p->v6 ? IPPROTO_IPV6 : IPPROTO_IPIP,
	    .hop_limit = TUNNEL_TTL,
	};
	struct address from;

	for (int i = 0; i < 4; i++)
		from.word[i] = probe_settings.tunnel_source_v6.word[i];
	__builtin_memcpy(&ip.saddr, &from, sizeof(from));
	__builtin_memcpy(&ip.daddr, to, sizeof(*to));
	if (bpf_skb_adjust_room(skb, sizeof(ip), BPF_ADJ_ROOM_MAC,
				BPF_F_ADJ_ROOM_ENCAP_L3_IPV6 | BPF_F_ADJ_ROOM_FIXED_GSO))
		return -1;
	return bpf_skb_store_bytes(skb, ETH_HLEN, &ip, sizeof(ip), 0);
}

SEC("tc")
int baro_probe_out(struct __sk_buff *skb)
{
	struct probe_flow *flow;
	struct packet p = {};

	if (!is_ip(skb) || !read_packet(skb, ETH_HLEN, skb->protocol == bpf_htons(ETH_P_IPV6), &p))
		return NEXT;
	flow = flow_of_question(&p);
	if (!flow || flow->state != PROBE_MARKED || flow->method == METHOD_DSCP ||
	    !same(&p.destination, &flow->server))
		return NEXT;
	if (replace_destination(skb, &p, &flow->vip))
		return DROP; /* half-made it would prove something else */
	if (flow->method == METHOD_MAC)
		return NEXT;
	if (is_mapped_v4(&flow->server))
		return wrap_v4(skb, &p, flow->server.word[3]) ? DROP : NEXT;
	return wrap_v6(skb, &p, &flow->server) ? DROP : NEXT;
}

char _license[] SEC("license") = "Dual MIT/GPL";
