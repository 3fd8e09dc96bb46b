/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* IPv6 headers and the extension headers that may precede ports: RFC 8200. */
#ifndef BARO_IPV6_H
#define BARO_IPV6_H

#include "ipv4.h"

struct extension_header {
	__u8 next;
	__u8 length; /* in units of eight bytes, without the first */
	__u8 type;   /* of a routing header */
	__u8 segments_left;
	__u8 data[4];
};

/* The state of a walk over extension headers, and its findings. */
struct walk {
	__u32 offset; /* from the start of the frame */
	__u32 left;   /* bytes of the packet from `offset` on */
	__be32 fragment_id;
	__u8 protocol; /* of the header at `offset` */
	__u8 fragmented;
	__u8 any_route; /* accept a packet with a source route */
	__u8 reserved;
};

#define MAX_WALKED_BYTES 0x3fff /* six headers of 2,048 bytes fit */

static __always_inline bool is_extension(__u8 protocol)
{
	return protocol == IPPROTO_HOPOPTS || protocol == IPPROTO_ROUTING ||
	       protocol == IPPROTO_DSTOPTS || protocol == IPPROTO_FRAGMENT;
}

/* KIND_WHOLE if the walk may continue. */
static __always_inline enum kind step_over_fragment(struct walk *w,
						    const struct fragment_header *header)
{
	if (w->fragmented)
		return KIND_MALFORMED;
	w->fragment_id = header->id;
	w->fragmented = 1;
	return header->offset & bpf_htons(IPV6_FRAGMENT_OFFSET) ? KIND_LATER_FRAGMENT : KIND_WHOLE;
}

/* Walks to the transport header. KIND_WHOLE or KIND_FIRST_FRAGMENT if there is one, otherwise
 * the obstacle. A global function, so that the verifier walks it once and not for each path
 * into it. It contains no loop, because Linux 6.1 rejects a loop that clang enters in the
 * middle ("back-edge from insn"). */
__attribute__((noinline)) int walk_extensions(struct xdp_md *ctx, struct walk *w)
{
	enum kind whole = KIND_WHOLE;

	if (!w)
		return KIND_MALFORMED;
#pragma unroll
	for (int i = 0; i <= MAX_EXTENSION_HEADERS; i++) {
		struct extension_header header;
		__u8 current = w->protocol;
		__u32 bytes = 8;

		if (!is_extension(current))
			return whole;
		if (i == MAX_EXTENSION_HEADERS || w->left < sizeof(header) ||
		    bpf_xdp_load_bytes(ctx, w->offset, &header, sizeof(header)))
			return KIND_MALFORMED;
		w->protocol = header.next;
		if (current == IPPROTO_FRAGMENT) {
			enum kind kind = step_over_fragment(w, (void *)&header);

			if (kind != KIND_WHOLE)
				return kind;
			if (((struct fragment_header *)&header)->offset &
			    bpf_htons(IPV6_MORE_FRAGMENTS))
				whole = KIND_FIRST_FRAGMENT;
		} else {
			bytes += header.length * 8;
			if (w->left < bytes)
				return KIND_MALFORMED;
			if (current == IPPROTO_ROUTING && header.segments_left && !w->any_route)
				return KIND_SOURCE_ROUTED;
		}
		w->offset += bytes;
		w->left -= bytes;
	}
	return KIND_MALFORMED;
}

/* Places the cursor where the walk has ended, counting from the frame's start. */
static __always_inline void go_to(struct cursor *c, struct xdp_md *ctx, const struct walk *w)
{
	c->pos = (void *)(long)ctx->data + at_most(w->offset, MAX_WALKED_BYTES);
	c->left = w->left;
}

/* False if the packet does not have a destination that could be a VIP. */
static __always_inline bool parse_ipv6(struct xdp_md *ctx, struct cursor *c, struct packet *p)
{
	enum kind kind = KIND_WHOLE;
	struct walk w = {};
	struct ipv6hdr *ip;

	c->left = sizeof(*ip);
	ip = take(c, sizeof(*ip));
	if (!ip || ip->version != 6)
		return false;
	p->ip = ip;
	p->v6 = 1;
	p->ttl = ip->hop_limit;
	p->protocol = ip->nexthdr;
	from_v6(&p->source, &ip->saddr);
	from_v6(&p->vip, &ip->daddr);
	if (is_mapped_v4(&p->vip)) /* it would be mistaken for an IPv4 VIP */
		return false;
	c->left = bpf_ntohs(ip->payload_len);
	p->bytes = sizeof(*ip) + c->left;
	p->kind = KIND_MALFORMED;
	if (sizeof(*ip) + c->left > 0xffff || !frame_holds(ctx, c, ip, p->bytes))
		return true;
	if (p->protocol != IPPROTO_TCP && p->protocol != IPPROTO_UDP) {
		w.offset = p->l2_bytes + sizeof(*ip);
		w.left = c->left;
		w.protocol = p->protocol;
		kind = walk_extensions(ctx, &w);
		go_to(c, ctx, &w);
		p->protocol = w.protocol;
		p->fragment_id = w.fragment_id;
	}
	p->kind = kind == KIND_WHOLE || kind == KIND_FIRST_FRAGMENT ? parse_l4(c, p, kind) : kind;
	return true;
}

#endif
