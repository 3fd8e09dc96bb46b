/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Parses the start of a packet: one function for the common form, and one for all others. */
#ifndef BARO_ETHERNET_H
#define BARO_ETHERNET_H

#include "ipv6.h"
#include "martian.h"

/* Parses unfragmented IPv4 packets without options, whose headers need no walk. */
static __always_inline bool parse_plain_ipv4(struct cursor *c, struct packet *p)
{
	struct iphdr *ip = take(c, sizeof(*ip));

	if (!ip || *(__u8 *)ip != 0x45 || ip->frag_off & bpf_htons(~IP_DF))
		return false;
	if (is_martian_v4(*(__u8 *)&ip->saddr))
		return false;
	p->ip = ip;
	p->v6 = 0;
	p->ttl = ip->ttl;
	KEEP_AS_IT_IS(p->ttl); /* or clang merges this read with the one for IPv6 */
	p->protocol = ip->protocol;
	p->bytes = bpf_ntohs(ip->tot_len);
	mapped_v4(&p->source, ip->saddr);
	mapped_v4(&p->vip, ip->daddr);
	c->left = p->bytes - sizeof(*ip);
	return p->bytes >= sizeof(*ip) && c->pos + c->left <= c->end;
}

/* Parses unfragmented IPv6 packets whose next header is the transport header. */
static __always_inline bool parse_plain_ipv6(struct cursor *c, struct packet *p)
{
	struct ipv6hdr *ip = take(c, sizeof(*ip));

	if (!ip || ip->version != 6 || may_be_martian_v6(&ip->saddr))
		return false;
	p->ip = ip;
	p->v6 = 1;
	p->ttl = ip->hop_limit;
	p->protocol = ip->nexthdr;
	from_v6(&p->source, &ip->saddr);
	from_v6(&p->vip, &ip->daddr);
	/* Uses a mask, because Linux 6.1 does not track the bound of a byte swap. */
	c->left = at_most(bpf_ntohs(ip->payload_len), 0xffff);
	p->bytes = sizeof(*ip) + c->left;
	/* Compares a difference of pointers, because Linux 6.12 tracks no bound for the addition
	 * that clang 19 would generate ("math between pkt pointer and register with unbounded
	 * min value is not allowed"). */
	return !is_mapped_v4(&p->vip) && c->left <= c->end - c->pos;
}

/* Parses plain TCP and UDP packets. False for all other packets, damaged or not. */
static __always_inline bool parse_plain(struct xdp_md *ctx, struct packet *p)
{
	struct cursor c = frame_of(ctx);
	struct ethhdr *eth = take(&c, sizeof(*eth));
	__be16 type;

	if (!eth || __builtin_expect(may_be_foreign(eth), 0))
		return false;
	p->l2 = eth;
	p->l2_bytes = sizeof(*eth);
	type = type_of(eth);
	if (type == bpf_htons(ETH_P_IP)) {
		if (!parse_plain_ipv4(&c, p))
			return false;
	} else if (type != bpf_htons(ETH_P_IPV6) || !parse_plain_ipv6(&c, p)) {
		return false;
	}
	p->kind = parse_l4(&c, p, KIND_WHOLE);
	return p->kind == KIND_WHOLE;
}

/* Parses frames with up to two tags. False if a frame is neither IPv4 nor IPv6, or is too short. */
static __always_inline bool parse(struct xdp_md *ctx, struct packet *p)
{
	struct cursor c = frame_of(ctx);
	struct ethhdr *eth = take(&c, sizeof(*eth));
	__be16 type;

	if (!eth)
		return false;
	p->l2 = eth;
	p->l2_bytes = sizeof(*eth);
	type = eth->h_proto;
#pragma unroll
	for (int i = 0; i < MAX_VLAN_TAGS; i++) {
		struct vlan_tag *tag;

		if (!is_vlan_tag(type))
			break;
		tag = take(&c, sizeof(*tag));
		if (!tag)
			return false;
		p->tag[i] = (__u32)bpf_ntohs(type) << 16 | (bpf_ntohs(tag->tci) & VLAN_ID);
		p->l2_bytes += sizeof(*tag);
		type = tag->type;
	}
	if (type == bpf_htons(ETH_P_IP))
		return parse_ipv4(ctx, &c, p);
	if (type == bpf_htons(ETH_P_IPV6))
		return parse_ipv6(ctx, &c, p);
	return false;
}

#endif
