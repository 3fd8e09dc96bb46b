/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* TCP's answer to a segment that belongs to no connection: RFC 9293 section 3.10.7.1. */
#ifndef BARO_RESET_H
#define BARO_RESET_H

#include "answer.h"
#include "resize.h"

/* Builds the reset that answers the segment. False if there must be no answer: to a reset, to a
 * damaged segment, or to a first fragment if the answer would need the segment's length. */
static __always_inline bool read_reset(struct xdp_md *ctx, const struct packet *p, __u32 l4_offset,
				       struct tcphdr *reset)
{
	__u32 bytes = p->bytes - (l4_offset - p->l2_bytes), header_bytes;
	struct tcphdr came;

	if (bpf_xdp_load_bytes(ctx, l4_offset, &came, sizeof(came)))
		return false;
	header_bytes = came.doff * 4;
	if (came.rst || header_bytes < sizeof(came) || header_bytes > bytes)
		return false;
	reset->source = came.dest;
	reset->dest = came.source;
	reset->doff = sizeof(*reset) / 4;
	reset->rst = 1;
	if (came.ack) {
		reset->seq = came.ack_seq;
		return true;
	}
	reset->ack = 1;
	reset->ack_seq =
	    bpf_htonl(bpf_ntohl(came.seq) + bytes - header_bytes + came.syn + came.fin);
	return p->kind == KIND_WHOLE;
}

static __always_inline bool answer_reset_v4(struct xdp_md *ctx, const struct packet *p,
					    struct l2 *l2, const struct tcphdr *reset)
{
	struct {
		struct iphdr ip;
		struct tcphdr tcp;
	} a = {
	    .ip.version = 4,
	    .ip.ihl = 5,
	    .ip.tot_len = bpf_htons(sizeof(a)),
	    .ip.ttl = ANSWER_TTL,
	    .ip.protocol = IPPROTO_TCP,
	    .ip.saddr = p->vip.word[3],
	    .ip.daddr = p->source.word[3],
	    .tcp = *reset,
	};
	__u32 sum = bpf_htons(sizeof(a.tcp)) + bpf_htons(IPPROTO_TCP);

	a.ip.check = ipv4_check(&a.ip);
	sum += sum_of(&a.ip.saddr, 2 * sizeof(a.ip.saddr)) + sum_of(&a.tcp, sizeof(a.tcp));
	a.tcp.check = ~fold(sum);
	return turn_round(ctx, l2, sizeof(a), 0) &&
	       !bpf_xdp_store_bytes(ctx, l2->bytes, &a, sizeof(a));
}

static __always_inline bool answer_reset_v6(struct xdp_md *ctx, const struct packet *p,
					    struct l2 *l2, const struct tcphdr *reset)
{
	struct {
		struct ipv6hdr ip;
		struct tcphdr tcp;
	} a = {
	    .ip.version = 6,
	    .ip.payload_len = bpf_htons(sizeof(a.tcp)),
	    .ip.nexthdr = IPPROTO_TCP,
	    .ip.hop_limit = ANSWER_TTL,
	    .tcp = *reset,
	};
	__u32 sum = bpf_htons(sizeof(a.tcp)) + bpf_htons(IPPROTO_TCP);

	__builtin_memcpy(&a.ip.saddr, &p->vip, sizeof(a.ip.saddr));
	__builtin_memcpy(&a.ip.daddr, &p->source, sizeof(a.ip.daddr));
	sum += sum_of(&a.ip.saddr, 2 * sizeof(a.ip.saddr)) + sum_of(&a.tcp, sizeof(a.tcp));
	a.tcp.check = ~fold(sum);
	return turn_round(ctx, l2, sizeof(a), 0) &&
	       !bpf_xdp_store_bytes(ctx, l2->bytes, &a, sizeof(a));
}

/* Sends the reset with the VIP as its source. */
static __always_inline bool answer_reset(struct xdp_md *ctx, const struct packet *p,
					 __u32 l4_offset)
{
	struct tcphdr reset = {};
	struct l2 l2 = {};

	if (!read_reset(ctx, p, l4_offset, &reset) || !may_send(&p->source, BUDGET_OF_REFUSALS) ||
	    !keep_l2(ctx, &l2, p->l2_bytes))
		return false;
	return p->v6 ? answer_reset_v6(ctx, p, &l2, &reset) : answer_reset_v4(ctx, p, &l2, &reset);
}

#endif
