/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* The outer headers: the Ethernet header with its tags, and the tunnel's IP header (RFC 2003,
 * RFC 2473, RFC 4213). */
#ifndef BARO_OUTER_H
#define BARO_OUTER_H

#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include "address.h"
#include "bound.h"
#include "checksum.h"
#include "cursor.h"
#include "ip.h"
#include "vlan.h"

enum ecn {
	NOT_ECT,
	ECT_1,
	ECT_0,
	CE,
};

/* The headers before the IP header. */
struct link {
	__u8 macs[2 * ETH_ALEN];
	__u32 tag[MAX_VLAN_TAGS]; /* with the EtherType in the lower half */
	__u32 tags;
	__be16 type;
};

struct outer {
	struct address to;
	__u32 bytes; /* of the header */
	__u32 room;  /* bytes after the header, as it states */
	__u8 protocol;
	__u8 ecn;
	bool fragment; /* the first fragment: it has the inner header, but not its end */
};

static __always_inline bool take_link(struct cursor *c, struct link *link)
{
	struct ethhdr *eth = take(c, sizeof(*eth));

	if (!eth)
		return false;
	__builtin_memcpy(link->macs, eth, sizeof(link->macs));
	link->type = eth->h_proto;
	for (int i = 0; i < MAX_VLAN_TAGS && is_vlan_tag(link->type); i++) {
		struct vlan_tag *tag = take(c, sizeof(*tag));

		if (!tag)
			return false;
		link->tag[i] = link->type | (__u32)tag->tci << 16;
		link->tags++;
		link->type = tag->type;
	}
	return true;
}

/* The kernel handles headers with options, damaged headers, and later fragments. */
static __always_inline bool take_outer_v4(struct cursor *c, struct outer *o)
{
	struct iphdr *ip = take(c, sizeof(*ip));
	__u32 bytes;

	if (!ip || (ip->protocol != IPPROTO_IPIP && ip->protocol != IPPROTO_IPV6))
		return false;
	bytes = bpf_ntohs(ip->tot_len);
	if (ip->version != 4 || ip->ihl != 5 || ipv4_check(ip))
		return false;
	if (ip->frag_off & bpf_htons(IP_FRAGMENT_OFFSET) || bytes < sizeof(*ip) ||
	    (void *)ip + bytes > c->end)
		return false;
	mapped_v4(&o->to, ip->daddr);
	o->bytes = sizeof(*ip);
	o->room = bytes - sizeof(*ip);
	o->protocol = ip->protocol;
	o->ecn = ip->tos & CE;
	o->fragment = ip->frag_off & bpf_htons(IP_MORE_FRAGMENTS);
	return true;
}

/* Traffic class, RFC 8200 section 3: the lower half of octet 0, the upper of octet 1. */
static __always_inline __u8 ecn_of_v6(const struct ipv6hdr *ip)
{
	return ip->flow_lbl[0] >> 4 & CE;
}

/* The kernel handles extension headers, including fragments. */
static __always_inline bool take_outer_v6(struct cursor *c, struct outer *o)
{
	struct ipv6hdr *ip = take(c, sizeof(*ip));

	if (!ip || (ip->nexthdr != IPPROTO_IPIP && ip->nexthdr != IPPROTO_IPV6))
		return false;
	/* Linux 6.1 does not track the bound of a byte swap ("unbounded min value"). */
	o->room = at_most(bpf_ntohs(ip->payload_len), 0xffff);
	if (ip->version != 6 || (void *)ip + sizeof(*ip) + o->room > c->end)
		return false;
	from_v6(&o->to, &ip->daddr);
	o->bytes = sizeof(*ip);
	o->protocol = ip->nexthdr;
	o->ecn = ecn_of_v6(ip);
	o->fragment = false;
	return true;
}

static __always_inline bool take_outer(struct cursor *c, __be16 type, struct outer *o)
{
	if (type == bpf_htons(ETH_P_IP))
		return take_outer_v4(c, o);
	return type == bpf_htons(ETH_P_IPV6) && take_outer_v6(c, o);
}

#endif
