/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* ICMP errors about packets of any size, quoting as much of the packet as an error may hold: RFC
 * 1812 section 4.3.2.3, RFC 4443 section 2.4 (c). */
#ifndef BARO_ICMP_ERROR_H
#define BARO_ICMP_ERROR_H

#include "answer.h"

#define PIECE_WORDS 32
#define PIECE_BYTES (2 * PIECE_WORDS)
#define MAX_PIECES ((QUOTED_BYTES_V6 + PIECE_BYTES - 1) / PIECE_BYTES)

/* The source of an error, and the part of the packet that it quotes. */
struct icmp_error {
	struct address from;
	__u8 type;
	__u8 code;
	__u16 quoted; /* number of quoted bytes */
	__u32 sum;    /* of the quoted bytes */
};

/* The state of a sum over bytes of the frame, some of which may be in later buffers. */
struct summing {
	struct xdp_md *ctx;
	__u32 offset;
	__u32 left;
	__u32 sum;
};

static long add_piece(__u32 i, void *context)
{
	struct summing *s = context;
	__u16 piece[PIECE_WORDS] = {}; /* zeros after the last byte do not change the sum */
	__u32 bytes = s->left < PIECE_BYTES ? s->left : PIECE_BYTES;

	(void)i;
	if (!bytes || bpf_xdp_load_bytes(s->ctx, s->offset, piece, one_to(PIECE_BYTES, bytes)))
		return 1;
	s->sum = fold(s->sum + sum_of(piece, sizeof(piece)));
	s->offset += bytes;
	s->left -= bytes;
	return 0;
}

static __always_inline __u32 quoted_bytes(const struct packet *p)
{
	__u32 most = p->v6 ? QUOTED_BYTES_V6 : QUOTED_BYTES;

	return p->bytes < most ? p->bytes : most;
}

/* The sum of the quoted bytes. */
static __always_inline __u32 sum_of_quote(struct xdp_md *ctx, const struct packet *p)
{
	struct summing s = {.ctx = ctx, .offset = p->l2_bytes, .left = quoted_bytes(p)};

	bpf_loop(MAX_PIECES, add_piece, &s, 0);
	return s.sum;
}

/* The balancer's own address, if it has one of the family, identifies the router that the packet
 * reached (RFC 1812 section 4.3.2.4). */
static __always_inline void name_router(const struct packet *p, struct address *from)
{
	if (p->v6 && (control.tunnel_source_v6.half[0] || control.tunnel_source_v6.half[1]))
		*from = control.tunnel_source_v6;
	if (!p->v6 && control.tunnel_source_v4.word[3])
		*from = control.tunnel_source_v4;
}

static __always_inline bool answer_error_v4(struct xdp_md *ctx, const struct packet *p,
					    const struct icmp_error *error)
{
	struct {
		struct iphdr ip;
		struct icmp icmp;
	} a = {};
	struct l2 l2 = {};

	a.ip.version = 4;
	a.ip.ihl = 5;
	a.ip.tot_len = bpf_htons(sizeof(a) + error->quoted);
	a.ip.ttl = ANSWER_TTL;
	a.ip.protocol = IPPROTO_ICMP;
	a.ip.saddr = error->from.word[3];
	a.ip.daddr = p->source.word[3];
	a.ip.check = ipv4_check(&a.ip);
	a.icmp.type = error->type;
	a.icmp.code = error->code;
	a.icmp.checksum = ~fold(sum_of(&a.icmp, sizeof(a.icmp)) + error->sum);
	return keep_l2(ctx, &l2, p->l2_bytes) && turn_round(ctx, &l2, error->quoted, sizeof(a)) &&
	       !bpf_xdp_store_bytes(ctx, l2.bytes, &a, sizeof(a));
}

static __always_inline bool answer_error_v6(struct xdp_md *ctx, const struct packet *p,
					    const struct icmp_error *error)
{
	struct {
		struct ipv6hdr ip;
		struct icmp icmp;
	} a = {};
	__u32 sum = bpf_htons(sizeof(a.icmp) + error->quoted) + bpf_htons(IPPROTO_ICMPV6);
	struct l2 l2 = {};

	a.ip.version = 6;
	a.ip.payload_len = bpf_htons(sizeof(a.icmp) + error->quoted);
	a.ip.nexthdr = IPPROTO_ICMPV6;
	a.ip.hop_limit = ANSWER_TTL;
	__builtin_memcpy(&a.ip.saddr, &error->from, sizeof(a.ip.saddr));
	__builtin_memcpy(&a.ip.daddr, &p->source, sizeof(a.ip.daddr));
	a.icmp.type = error->type;
	a.icmp.code = error->code;
	sum += sum_of(&a.ip.saddr, 2 * sizeof(a.ip.saddr)) + sum_of(&a.icmp, sizeof(a.icmp));
	a.icmp.checksum = ~fold(sum + error->sum);
	return keep_l2(ctx, &l2, p->l2_bytes) && turn_round(ctx, &l2, error->quoted, sizeof(a)) &&
	       !bpf_xdp_store_bytes(ctx, l2.bytes, &a, sizeof(a));
}

static __always_inline bool answer_error(struct xdp_md *ctx, const struct packet *p,
					 const struct icmp_error *error)
{
	return p->v6 ? answer_error_v6(ctx, p, error) : answer_error_v4(ctx, p, error);
}

#endif
