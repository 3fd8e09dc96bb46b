/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* An ICMP error to a VIP quotes a packet that a real server sent to the client. For path MTU
 * discovery, the error must go to the real server of the flow that the quoted packet answers. */
#ifndef BARO_ICMP_QUOTE_H
#define BARO_ICMP_QUOTE_H

#include "ipv6.h"

enum icmp_kind {
	ICMP_ECHO_REQUEST,
	ICMP_QUOTES,
	ICMP_ANYTHING_ELSE,
};

static __always_inline enum icmp_kind icmp_kind_of(const struct packet *p)
{
	__u8 type = ((struct icmp *)p->l4)->type;

	if (type == (p->v6 ? ICMP6_ECHO : ICMP_ECHO))
		return ICMP_ECHO_REQUEST;
	if (p->v6)
		return type >= ICMP6_UNREACHABLE && type <= ICMP6_PARAMETER_PROBLEM
			   ? ICMP_QUOTES
			   : ICMP_ANYTHING_ELSE;
	return type == ICMP_UNREACHABLE || type == ICMP_TIME_EXCEEDED ||
		       type == ICMP_PARAMETER_PROBLEM
		   ? ICMP_QUOTES
		   : ICMP_ANYTHING_ELSE;
}

/* Source and destination of the quoted packet, as seen by the flow that it answers. */
static __always_inline enum kind quoted_ipv4(struct cursor *c, struct packet *flow)
{
	struct iphdr *ip = take(c, sizeof(*ip));
	__u32 option_bytes;

	if (!ip || ip->version != 4 || ip->ihl < 5)
		return KIND_MALFORMED;
	option_bytes = ip->ihl * 4 - sizeof(*ip);
	if (option_bytes && !take(c, at_most(option_bytes, OPTION_BYTES_MASK)))
		return KIND_MALFORMED;
	if (ip->frag_off & bpf_htons(IP_FRAGMENT_OFFSET))
		return KIND_OTHER;
	flow->protocol = ip->protocol;
	mapped_v4(&flow->source, ip->daddr);
	mapped_v4(&flow->vip, ip->saddr);
	return KIND_WHOLE;
}

static __always_inline enum kind quoted_ipv6(struct xdp_md *ctx, struct cursor *c,
					     struct packet *flow)
{
	struct ipv6hdr *ip = take(c, sizeof(*ip));
	struct walk w = {.any_route = 1};
	enum kind kind;

	if (!ip || ip->version != 6)
		return KIND_MALFORMED;
	from_v6(&flow->source, &ip->daddr);
	from_v6(&flow->vip, &ip->saddr);
	w.offset = c->pos - (void *)(long)ctx->data;
	w.left = c->left;
	w.protocol = ip->nexthdr;
	kind = walk_extensions(ctx, &w);
	go_to(c, ctx, &w);
	flow->protocol = w.protocol;
	if (kind == KIND_LATER_FRAGMENT)
		return KIND_OTHER;
	return kind == KIND_FIRST_FRAGMENT ? KIND_WHOLE : kind;
}

/* Returns KIND_WHOLE and fills in the flow that the quoted packet answers,
 * or returns the obstacle. */
static __always_inline enum kind quoted_flow(struct xdp_md *ctx, const struct packet *p,
					     struct packet *flow)
{
	__u32 header_bytes = p->l4 - p->ip + sizeof(struct icmp);
	struct cursor c = {p->l4 + sizeof(struct icmp), (void *)(long)ctx->data_end,
			   p->bytes - header_bytes};
	enum kind kind = p->v6 ? quoted_ipv6(ctx, &c, flow) : quoted_ipv4(&c, flow);
	__be16 *ports;

	if (kind != KIND_WHOLE)
		return kind;
	if (flow->protocol != IPPROTO_TCP && flow->protocol != IPPROTO_UDP)
		return KIND_OTHER;
	if (!same_address(&flow->vip, &p->vip))
		return KIND_OTHER;
	ports = take(&c, 2 * sizeof(*ports));
	if (!ports)
		return KIND_MALFORMED;
	flow->port = ports[0];
	flow->source_port = ports[1];
	return KIND_WHOLE;
}

#endif
