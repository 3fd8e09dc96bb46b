/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* IPv4 headers: RFC 791. */
#ifndef BARO_IPV4_H
#define BARO_IPV4_H

#include "parse.h"

#define OPTION_END 0
#define OPTION_NOP 1
#define OPTION_LOOSE_SOURCE_ROUTE 131
#define OPTION_STRICT_SOURCE_ROUTE 137
#define MAX_OPTION_BYTES 40
#define OPTION_BYTES_MASK 63

/* The state of the walk over options. */
struct options {
	__u8 byte[OPTION_BYTES_MASK + 1]; /* so that a mask can bound an index */
	__u32 length;
	__u32 next; /* index of the current option */
	__u32 kind; /* enum kind; KIND_WHOLE while no obstacle is found */
};

static long next_option(__u32 i, void *context)
{
	struct options *options = context;
	__u32 type, bytes;

	(void)i;
	if (options->next >= options->length)
		return 1;
	type = options->byte[at_most(options->next, OPTION_BYTES_MASK)];
	if (type == OPTION_END)
		return 1;
	if (type == OPTION_NOP) {
		options->next++;
		return 0;
	}
	bytes = options->byte[at_most(options->next + 1, OPTION_BYTES_MASK)];
	if (options->next + 2 > options->length || bytes < 2 ||
	    options->next + bytes > options->length) {
		options->kind = KIND_MALFORMED;
		return 1;
	}
	if (type == OPTION_LOOSE_SOURCE_ROUTE || type == OPTION_STRICT_SOURCE_ROUTE) {
		options->kind = KIND_SOURCE_ROUTED;
		return 1;
	}
	options->next += bytes;
	return 0;
}

/* Returns KIND_WHOLE if no option is an obstacle. Out of line, because few packets have options. */
static __attribute__((noinline)) enum kind inspect_options(struct xdp_md *ctx, __u32 offset,
							   __u32 length)
{
	struct options options = {.length = length, .kind = KIND_WHOLE};

	if (length < 4 || length > MAX_OPTION_BYTES)
		return KIND_MALFORMED;
	if (bpf_xdp_load_bytes(ctx, offset, options.byte, one_to(sizeof(options.byte), length)))
		return KIND_MALFORMED;
	bpf_loop(MAX_OPTION_BYTES, next_option, &options, 0);
	return options.kind;
}

/* The linear data of a frame with several buffers may end before the frame does. */
static __always_inline bool frame_holds(struct xdp_md *ctx, const struct cursor *c, void *ip,
					__u32 bytes)
{
	return ip + bytes <= c->end ||
	       (__u64)(ip - (void *)(long)ctx->data) + bytes <= bpf_xdp_get_buff_len(ctx);
}

/* False if the packet does not have a destination that could be a VIP. */
static __always_inline bool parse_ipv4(struct xdp_md *ctx, struct cursor *c, struct packet *p)
{
	struct iphdr *ip;
	__u32 header_bytes;
	enum kind whole;

	c->left = sizeof(*ip);
	ip = take(c, sizeof(*ip));
	if (!ip || ip->version != 4 || ip->ihl < 5)
		return false;
	header_bytes = ip->ihl * 4;
	p->ip = ip;
	p->v6 = 0;
	p->ttl = ip->ttl;
	p->protocol = ip->protocol;
	p->bytes = bpf_ntohs(ip->tot_len);
	p->fragment_id = ip->id;
	p->fragment_protocol = ip->protocol;
	mapped_v4(&p->source, ip->saddr);
	mapped_v4(&p->vip, ip->daddr);
	p->kind = KIND_MALFORMED;
	if (p->bytes < header_bytes || !frame_holds(ctx, c, ip, p->bytes))
		return true;
	c->left = p->bytes - sizeof(*ip);
	if (header_bytes > sizeof(*ip)) {
		p->kind =
		    inspect_options(ctx, p->l2_bytes + sizeof(*ip), header_bytes - sizeof(*ip));
		if (p->kind != KIND_WHOLE)
			return true;
		p->kind = KIND_MALFORMED;
		if (!take(c, at_most(header_bytes - sizeof(*ip), OPTION_BYTES_MASK)))
			return true;
	}
	if (ip->frag_off & bpf_htons(IP_FRAGMENT_OFFSET)) {
		p->kind = KIND_LATER_FRAGMENT;
		return true;
	}
	whole = ip->frag_off & bpf_htons(IP_MORE_FRAGMENTS) ? KIND_FIRST_FRAGMENT : KIND_WHOLE;
	p->kind = parse_l4(c, p, whole);
	return true;
}

#endif
