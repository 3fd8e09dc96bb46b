/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Removes the tunnel header, and copies its congestion mark to the inner packet. */
#ifndef BARO_STRIP_H
#define BARO_STRIP_H

#include "inner.h"

/* RFC 6040 section 4.2, figure 4. A not-ECT inner packet in a CE-marked outer one
 * has already been dropped. */
static __always_inline __u8 merged_ecn(__u8 inner, __u8 outer)
{
	if (inner == NOT_ECT || inner == CE)
		return inner;
	if (outer == CE || (inner == ECT_0 && outer == ECT_1))
		return outer;
	return inner;
}

/* Updates the checksum for the 16-bit word that contains the TOS octet. */
static __always_inline void set_ecn_v4(struct iphdr *ip, __u8 ecn)
{
	__u16 *word = (__u16 *)ip;
	__u32 gone = (__u16) ~*word;

	ip->tos = (ip->tos & ~CE) | ecn;
	ip->check = checksum_add(ip->check, gone + *word);
}

static __always_inline void set_ecn_v6(struct ipv6hdr *ip, __u8 ecn)
{
	ip->flow_lbl[0] = (ip->flow_lbl[0] & ~(CE << 4)) | ecn << 4;
}

static __always_inline void merge_ecn(const struct outer *o, const struct inner *i)
{
	__u8 ecn = merged_ecn(i->ecn, o->ecn);

	if (ecn == i->ecn)
		return;
	if (o->protocol == IPPROTO_IPIP)
		set_ecn_v4(i->header, ecn);
	else
		set_ecn_v6(i->header, ecn);
}

/* Writes the link header before the inner packet. False if there is no room, which cannot
 * happen, because the header was there. */
static __always_inline bool put_link(struct xdp_md *ctx, const struct link *link, __u16 type)
{
	struct cursor c = frame_of(ctx);
	void *macs = take(&c, sizeof(link->macs));
	__be16 *last;

	if (!macs)
		return false;
	__builtin_memcpy(macs, link->macs, sizeof(link->macs));
	for (__u32 i = 0; i < MAX_VLAN_TAGS; i++) {
		__u16 *tag;

		if (i >= link->tags)
			break;
		tag = take(&c, sizeof(link->tag[i]));
		if (!tag)
			return false;
		tag[0] = link->tag[i];
		tag[1] = link->tag[i] >> 16;
	}
	last = take(&c, sizeof(*last));
	if (!last)
		return false;
	*last = bpf_htons(type);
	return true;
}

/* Removes the header. The preceding headers move up to the inner packet, with its EtherType. */
static __always_inline int strip(struct xdp_md *ctx, const struct tunnelled *p)
{
	__u16 type = p->outer.protocol == IPPROTO_IPIP ? ETH_P_IP : ETH_P_IPV6;

	merge_ecn(&p->outer, &p->inner);
	if (bpf_xdp_adjust_head(ctx, p->outer.bytes))
		return XDP_PASS;
	return put_link(ctx, &p->link, type) ? XDP_PASS : XDP_DROP; /* the header is already gone */
}

#endif
