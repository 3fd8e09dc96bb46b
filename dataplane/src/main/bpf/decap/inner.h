/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* The inner packet: its destination, length and ECN field. */
#ifndef BARO_INNER_H
#define BARO_INNER_H

#include "outer.h"

struct inner {
	void *header;
	struct address to;
	__u32 bytes; /* counted from its header on */
	__u8 ecn;
};

/* All headers of a tunnel packet, as read. */
struct tunnelled {
	struct link link;
	struct outer outer;
	struct inner inner;
};

static __always_inline bool take_inner_v4(struct cursor *c, struct inner *i)
{
	struct iphdr *ip = take(c, sizeof(*ip));

	if (!ip || ip->version != 4 || ip->ihl < 5)
		return false;
	i->header = ip;
	i->bytes = bpf_ntohs(ip->tot_len);
	i->ecn = ip->tos & CE;
	mapped_v4(&i->to, ip->daddr);
	return i->bytes >= ip->ihl * 4u;
}

static __always_inline bool take_inner_v6(struct cursor *c, struct inner *i)
{
	struct ipv6hdr *ip = take(c, sizeof(*ip));

	if (!ip || ip->version != 6)
		return false;
	i->header = ip;
	i->bytes = sizeof(*ip) + bpf_ntohs(ip->payload_len);
	i->ecn = ecn_of_v6(ip);
	from_v6(&i->to, &ip->daddr);
	return true;
}

/* Also false if the inner packet is longer than the outer one, except for fragments. */
static __always_inline bool take_inner(struct cursor *c, const struct outer *o, struct inner *i)
{
	bool whole = o->protocol == IPPROTO_IPIP ? take_inner_v4(c, i) : take_inner_v6(c, i);

	return whole && (o->fragment || i->bytes <= o->room);
}

#endif
