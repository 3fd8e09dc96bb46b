/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* The outer header of method ipip: RFC 2003, RFC 2473. */
#ifndef BARO_TUNNEL_H
#define BARO_TUNNEL_H

#include "checksum.h"
#include "l2.h"

/* The fields that the outer header copies from the inner one. */
struct inner {
	__u16 bytes;
	__be16 id;
	__be16 df;
	__u8 tos;
	__u8 v6;
};

static __always_inline void read_inner(const struct packet *p, struct inner *inner)
{
	inner->bytes = p->bytes;
	inner->v6 = p->v6;
	if (p->v6) {
		const __u8 *byte = p->ip;

		inner->tos = byte[0] << 4 | byte[1] >> 4;
		inner->id = 0;
		inner->df = bpf_htons(IP_DF);
	} else {
		const struct iphdr *ip = p->ip;

		inner->tos = ip->tos;
		inner->id = ip->id;
		inner->df = ip->frag_off & bpf_htons(IP_DF);
	}
}

static __always_inline bool put_ipv4_tunnel(struct xdp_md *ctx, struct l2 *l2,
					    const struct inner *inner, __be32 source,
					    __be32 destination)
{
	struct iphdr ip = {
	    .version = 4,
	    .ihl = 5,
	    .tos = inner->tos,
	    .tot_len = bpf_htons(inner->bytes + sizeof(ip)),
	    .id = inner->id,
	    .frag_off = inner->df,
	    .ttl = TUNNEL_TTL,
	    .protocol = inner->v6 ? IPPROTO_IPV6 : IPPROTO_IPIP,
	    .saddr = source,
	    .daddr = destination,
	};

	ip.check = ipv4_check(&ip);
	set_type(l2, ETH_P_IP);
	return !bpf_xdp_adjust_head(ctx, -(int)sizeof(ip)) && put_l2(ctx, l2) &&
	       !bpf_xdp_store_bytes(ctx, l2->bytes, &ip, sizeof(ip));
}

static __always_inline bool put_ipv6_tunnel(struct xdp_md *ctx, struct l2 *l2,
					    const struct inner *inner, const struct address *source,
					    const struct address *destination)
{
	struct ipv6hdr ip = {
	    .payload_len = bpf_htons(inner->bytes),
	    .nexthdr = inner->v6 ? IPPROTO_IPV6 : IPPROTO_IPIP,
	    .hop_limit = TUNNEL_TTL,
	};
	__u8 *byte = (__u8 *)&ip;

	byte[0] = 0x60 | inner->tos >> 4;
	byte[1] = inner->tos << 4;
	__builtin_memcpy(&ip.saddr, source, sizeof(ip.saddr));
	__builtin_memcpy(&ip.daddr, destination, sizeof(ip.daddr));
	set_type(l2, ETH_P_IPV6);
	return !bpf_xdp_adjust_head(ctx, -(int)sizeof(ip)) && put_l2(ctx, l2) &&
	       !bpf_xdp_store_bytes(ctx, l2->bytes, &ip, sizeof(ip));
}

static __always_inline __u32 tunnel_bytes(const struct real_server *server)
{
	return is_mapped_v4(&server->address) ? sizeof(struct iphdr) : sizeof(struct ipv6hdr);
}

/* Wraps the packet in an outer header and invalidates its pointers. False if there is no room. */
static __always_inline bool encapsulate(struct xdp_md *ctx, const struct packet *p,
					const struct real_server *server)
{
	struct inner inner;
	struct l2 l2 = {};

	read_inner(p, &inner);
	if (!keep_l2(ctx, &l2, p->l2_bytes))
		return false;
	rewrite_eth((struct ethhdr *)l2.byte, server);
	if (is_mapped_v4(&server->address))
		return put_ipv4_tunnel(ctx, &l2, &inner, control.tunnel_source_v4.word[3],
				       server->address.word[3]);
	return put_ipv6_tunnel(ctx, &l2, &inner, &control.tunnel_source_v6, &server->address);
}

#endif
