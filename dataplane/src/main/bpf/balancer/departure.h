/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* The data passed between the three stages of handling an exception. */
#ifndef BARO_DEPARTURE_H
#define BARO_DEPARTURE_H

#include "martian.h"
#include "outcome.h"
#include "parse.h"

/* The answer to a packet that is not forwarded. */
enum refusal {
	REFUSAL_NONE,
	REFUSAL_RESET,
	REFUSAL_UNREACHABLE,
	REFUSAL_TIME_EXCEEDED,
};

/* The data that each stage of handling an exception needs from the previous stage. It contains
 * only numbers, which the verifier treats as unknown. Pointers would make the verifier walk the
 * following code once for each path to them. */
struct departure {
	struct address source;
	struct address vip;
	__be32 fragment_id;
	__u32 flags;
	union {
		__u32 chosen;	 /* for a packet to a real server */
		__u32 quote_sum; /* for an answer to the sender */
	};
	__u32 tag[MAX_VLAN_TAGS];
	__be16 source_port;
	__be16 port;
	__u16 service; /* 0 = the packet does not go to a real server */
	__u16 by_flow; /* for a first fragment: the real server of its flow's other packets */
	__u16 bytes;
	__u16 l4_offset;    /* of the TCP, UDP or ICMP header in the frame; 0 = none */
	__u16 check_offset; /* of the L4 checksum in the frame; 0 = none */
	__u8 l2_bytes;
	__u8 v6;
	__u8 protocol;
	__u8 fragment_protocol;
	__u8 kind;
	__u8 ttl;
	__u8 keeps_tags;
	__u8 refusal; /* enum refusal */
	__u8 early;   /* a later fragment that arrived before the first */
};

#define MAX_L4_OFFSET 0x3fff

static __always_inline void note(struct xdp_md *ctx, const struct packet *p, struct departure *d)
{
	void *data = (void *)(long)ctx->data;

	d->source = p->source;
	d->vip = p->vip;
	d->fragment_id = p->fragment_id;
	d->flags = p->flags;
	d->source_port = p->source_port;
	d->port = p->port;
	d->bytes = p->bytes;
	d->tag[0] = p->tag[0];
	d->tag[1] = p->tag[1];
	d->l4_offset = p->l4 ? p->l4 - data : 0;
	d->check_offset = p->l4_check ? (void *)p->l4_check - data : 0;
	d->l2_bytes = p->l2_bytes;
	d->v6 = p->v6;
	d->protocol = p->protocol;
	d->fragment_protocol = p->fragment_protocol;
	d->kind = p->kind;
	d->ttl = p->ttl;
}

static __always_inline enum outcome depart(struct departure *d, __u16 service, __u32 chosen)
{
	d->service = service;
	d->chosen = chosen;
	return OUTCOME_FORWARDED;
}

/* The sender gets an answer if `refuses` is set. */
static __always_inline enum outcome refuse(struct departure *d, bool refuses, enum outcome why)
{
	if (refuses)
		d->refusal = d->protocol == IPPROTO_TCP ? REFUSAL_RESET : REFUSAL_UNREACHABLE;
	return why;
}

static __always_inline enum outcome expire(struct departure *d)
{
	d->refusal = REFUSAL_TIME_EXCEEDED;
	return OUTCOME_TTL_EXPIRED;
}

/* Restores the packet from `d`, except its L4 header and checksum. */
static __always_inline bool arrive(struct xdp_md *ctx, const struct departure *d, struct packet *p)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	__u32 l2_bytes = at_most(d->l2_bytes, 31);
	__u32 header_bytes = d->v6 ? sizeof(struct ipv6hdr) : sizeof(struct iphdr);

	/* The bounds depend on the IP version, and Linux 6.1 does not track why
	 * ("offset is outside of the packet"). The version is therefore derived from
	 * the size that was checked. */
	KEEP_AS_IT_IS(header_bytes);
	p->source = d->source;
	p->vip = d->vip;
	p->fragment_id = d->fragment_id;
	p->flags = d->flags;
	p->source_port = d->source_port;
	p->port = d->port;
	p->bytes = d->bytes;
	p->tag[0] = d->tag[0];
	p->tag[1] = d->tag[1];
	p->keeps_tags = d->keeps_tags;
	p->l2_bytes = l2_bytes;
	p->v6 = header_bytes > sizeof(struct iphdr);
	p->protocol = d->protocol;
	p->fragment_protocol = d->fragment_protocol;
	p->kind = d->kind;
	p->ttl = d->ttl;
	p->stays_on_link = d->v6 && is_link_local(&d->source);
	p->l2 = data;
	p->ip = data + l2_bytes;
	return p->l2 + sizeof(struct ethhdr) <= end && p->ip + header_bytes <= end;
}

/* False if the frame does not contain the checksum, which an earlier check has ruled out. */
static __always_inline bool arrive_check(struct xdp_md *ctx, const struct departure *d,
					 struct packet *p)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	__u32 offset = at_most(d->check_offset, MAX_L4_OFFSET);

	/* Compares with 0 only once, because Linux 6.1 does not relate a second comparison to
	 * the first ("offset is outside of the packet"). */
	p->l4_check = NULL;
	if (!offset)
		return true;
	if (data + offset + sizeof(*p->l4_check) > end)
		return false;
	p->l4_check = data + offset;
	return true;
}

static __always_inline bool arrive_icmp(struct xdp_md *ctx, const struct departure *d,
					struct packet *p)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	void *icmp = data + at_most(d->l4_offset, MAX_L4_OFFSET);

	if (icmp + sizeof(struct icmp) > end)
		return false;
	p->l4 = icmp;
	return true;
}

#endif
