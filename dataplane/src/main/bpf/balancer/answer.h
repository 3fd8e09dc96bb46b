/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* The balancer's own answers: to echo requests, and to packets that are too big. */
#ifndef BARO_ANSWER_H
#define BARO_ANSWER_H

#include "budget.h"
#include "checksum.h"
#include "l2.h"
#include "martian.h"
#include "outcome.h"
#include "resize.h"

#define ANSWER_TTL 64
/* How much of the packet an answer may quote: an ICMP error has at most 576 bytes (RFC 1812
 * section 4.3.2.3), an ICMPv6 error 1,280 (RFC 4443 section 2.4 (c)). */
#define QUOTED_BYTES (576 - sizeof(struct iphdr) - sizeof(struct icmp))
#define QUOTED_BYTES_V6 (1280 - sizeof(struct ipv6hdr) - sizeof(struct icmp))

#define SUMMED_AT_ONCE 32
#define MAX_SUMMED (sizeof(struct icmp) + QUOTED_BYTES_V6)
#define MAX_SUM_OFFSET 127

/* The sum of the bytes from `offset` to the frame's end, at most MAX_SUMMED. A global function,
 * so that the verifier walks it once. */
__attribute__((noinline)) __u32 sum_to_end(struct xdp_md *ctx, __u32 offset)
{
	void *at = (void *)(long)ctx->data + at_most(offset, MAX_SUM_OFFSET);
	void *end = (void *)(long)ctx->data_end;
	__u64 sum = 0;

#pragma unroll
	for (__u32 i = 0; i < MAX_SUMMED / SUMMED_AT_ONCE; i++) {
		const __u32 *word = at;

		if (at + SUMMED_AT_ONCE > end)
			break;
		sum += (__u64)word[0] + word[1] + word[2] + word[3] + word[4] + word[5] + word[6] +
		       word[7];
		at += SUMMED_AT_ONCE;
	}
#pragma unroll
	for (__u32 i = 0; i < SUMMED_AT_ONCE / 2 - 1; i++) {
		if (at + 2 > end)
			break;
		sum += *(__u16 *)at;
		at += 2;
	}
	if (at + 1 <= end) /* an odd last byte counts as the first of a word */
		sum += bpf_htons(*(__u8 *)at << 8);
	sum = (sum & 0xffffffff) + (sum >> 32);
	return fold((sum & 0xffff) + (sum >> 16 & 0xffff) + (sum >> 32));
}

/* Makes room for the headers of an error before the quoted packet and cuts the frame after the
 * quote. Returns the number of quoted bytes: `limit`, or all of a shorter packet, or the part in
 * the frame's first buffer. Returns 0 if there is no room. Invalidates the packet's pointers. */
static __always_inline __u32 make_room(struct xdp_md *ctx, const struct packet *p, __u32 headers,
				       __u32 limit)
{
	__u64 quoted = (void *)(long)ctx->data_end - p->ip;
	struct l2 l2 = {};

	if (quoted > p->bytes)
		quoted = p->bytes;
	if (quoted > limit)
		quoted = limit;
	return keep_l2(ctx, &l2, p->l2_bytes) && turn_round(ctx, &l2, quoted, headers) ? quoted : 0;
}

/* RFC 1191. */
static __always_inline bool answer_too_big_v4(struct xdp_md *ctx, const struct packet *p, __u32 mtu)
{
	struct {
		struct iphdr ip;
		struct icmp icmp;
	} * a;
	__u32 quoted = make_room(ctx, p, sizeof(*a), QUOTED_BYTES);

	if (!quoted)
		return false;
	a = (void *)(long)ctx->data + p->l2_bytes;
	if ((void *)(a + 1) > (void *)(long)ctx->data_end)
		return false;
	__builtin_memset(a, 0, sizeof(*a));
	a->ip.version = 4;
	a->ip.ihl = 5;
	a->ip.tot_len = bpf_htons(sizeof(*a) + quoted);
	a->ip.ttl = ANSWER_TTL;
	a->ip.protocol = IPPROTO_ICMP;
	a->ip.saddr = v4_of(&p->vip);
	a->ip.daddr = v4_of(&p->source);
	a->ip.check = ipv4_check(&a->ip);
	a->icmp.type = ICMP_UNREACHABLE;
	a->icmp.code = ICMP_FRAGMENTATION_NEEDED;
	a->icmp.rest = bpf_htonl(mtu);
	a->icmp.checksum = ~sum_to_end(ctx, p->l2_bytes + sizeof(a->ip));
	return true;
}

/* RFC 4443 section 3.2. */
static __always_inline bool answer_too_big_v6(struct xdp_md *ctx, const struct packet *p, __u32 mtu)
{
	struct {
		struct ipv6hdr ip;
		struct icmp icmp;
	} * a;
	__u32 quoted = make_room(ctx, p, sizeof(*a), QUOTED_BYTES_V6);
	__u32 payload = sizeof(a->icmp) + quoted;
	__u32 sum = bpf_htons(payload) + bpf_htons(IPPROTO_ICMPV6);

	if (!quoted)
		return false;
	a = (void *)(long)ctx->data + p->l2_bytes;
	if ((void *)(a + 1) > (void *)(long)ctx->data_end)
		return false;
	__builtin_memset(a, 0, sizeof(*a));
	a->ip.version = 6;
	a->ip.payload_len = bpf_htons(payload);
	a->ip.nexthdr = IPPROTO_ICMPV6;
	a->ip.hop_limit = ANSWER_TTL;
	__builtin_memcpy(&a->ip.saddr, &p->vip, sizeof(a->ip.saddr));
	__builtin_memcpy(&a->ip.daddr, &p->source, sizeof(a->ip.daddr));
	a->icmp.type = ICMP6_TOO_BIG;
	a->icmp.rest = bpf_htonl(mtu);
	sum += sum_of(&a->ip.saddr, 2 * sizeof(a->ip.saddr));
	sum += sum_to_end(ctx, p->l2_bytes + sizeof(a->ip));
	a->icmp.checksum = ~fold(sum);
	return true;
}

/* Errors and later fragments must not trigger errors (RFC 1122 section 3.2.2). */
static __always_inline void answer_too_big(struct xdp_md *ctx, const struct packet *p, __u32 mtu,
					   struct exit *e)
{
	bool silent = p->kind == KIND_ICMP || p->kind == KIND_LATER_FRAGMENT || !is_answerable(p) ||
		      !may_answer(&p->source);

	e->outcome = OUTCOME_TOO_BIG;
	if (silent)
		e->dropped = true;
	else if (p->v6)
		e->dropped = !answer_too_big_v6(ctx, p, mtu);
	else
		e->dropped = !answer_too_big_v4(ctx, p, mtu);
}

static __always_inline void swap_macs_in_place(struct ethhdr *eth)
{
	__u8 mac[ETH_ALEN];

	__builtin_memcpy(mac, eth->h_dest, ETH_ALEN);
	__builtin_memcpy(eth->h_dest, eth->h_source, ETH_ALEN);
	__builtin_memcpy(eth->h_source, mac, ETH_ALEN);
}

/* Sends the packet back to its source. Swapping addresses does not change a sum. */
static __always_inline void send_back(struct packet *p)
{
	if (p->v6) {
		struct ipv6hdr *ip = p->ip;

		ip->hop_limit = ANSWER_TTL;
		__builtin_memcpy(&ip->saddr, &p->vip, sizeof(ip->saddr));
		__builtin_memcpy(&ip->daddr, &p->source, sizeof(ip->daddr));
	} else {
		struct iphdr *ip = p->ip;

		set_ttl(ip, ANSWER_TTL);
		ip->saddr = v4_of(&p->vip);
		ip->daddr = v4_of(&p->source);
	}
	swap_macs_in_place(p->l2);
}

/* RFC 792, RFC 4443 section 4.2. This also answers the first fragment of a request: the checksum
 * covers the whole request, and only the type changes. */
static __always_inline void answer_echo(struct packet *p)
{
	struct icmp *icmp = p->l4;
	__u16 *type_word = p->l4;
	__u32 gone = (__u16) ~*type_word;

	icmp->type = p->v6 ? ICMP6_ECHO_REPLY : ICMP_ECHO_REPLY;
	icmp->checksum = checksum_add(icmp->checksum, gone + *type_word);
	send_back(p);
}

#endif
