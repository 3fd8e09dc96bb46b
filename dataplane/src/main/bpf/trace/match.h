/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Whether a frame matches the filter. It reads a copy of the frame, and treats doubtful cases as
 * matches: if ports do not directly follow the IP header (fragments, ICMP, extension headers),
 * only addresses are compared. */
#ifndef BARO_TRACE_MATCH_H
#define BARO_TRACE_MATCH_H

#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include "bound.h"
#include "icmp.h"
#include "ip.h"
#include "maps.h"
#include "vlan.h"

#define MAX_OFFSET 127 /* of a header: an IPv4 header with all options after two tags ends at 82 */
#define PORTS_BYTES 4
#define ICMP_BYTES 8

/* The first `bytes` bytes of a frame, copied. */
struct frame {
	const __u8 *data;
	__u32 bytes;
};

/* The bytes after the IP header. */
struct upper {
	__u32 offset;
	__u32 protocol;
	bool whole; /* true also for the first of several fragments */
};

static __always_inline const void *header_at(const struct frame *f, __u32 offset, __u32 bytes)
{
	return offset + bytes <= f->bytes ? f->data + at_most(offset, MAX_OFFSET) : NULL;
}

static __always_inline bool is_wanted(const volatile struct address *wanted,
				      const struct address *address)
{
	__u64 half[2] = {wanted->half[0], wanted->half[1]};

	return (!half[0] && !half[1]) || (half[0] == address->half[0] && half[1] == address->half[1]);
}

static __always_inline bool is_wanted_port(__be16 wanted, __be16 port)
{
	return !wanted || wanted == port;
}

static __always_inline void copy_v6(struct address *address, const struct in6_addr *v6)
{
	__builtin_memcpy(address, v6, sizeof(*address));
}

/* Source and destination of the IP header at `offset`; false if it is neither IPv4 nor IPv6. */
static __always_inline bool addresses_at(const struct frame *f, __u32 offset, bool v6,
					 struct address *source, struct address *destination)
{
	const struct ipv6hdr *ip6;
	const struct iphdr *ip;

	if (v6) {
		ip6 = header_at(f, offset, sizeof(*ip6));
		if (!ip6)
			return false;
		copy_v6(source, &ip6->saddr);
		copy_v6(destination, &ip6->daddr);
		return true;
	}
	ip = header_at(f, offset, sizeof(*ip));
	if (!ip)
		return false;
	mapped_v4(source, ip->saddr);
	mapped_v4(destination, ip->daddr);
	return true;
}

static __always_inline bool upper_at(const struct frame *f, __u32 offset, bool v6, struct upper *u)
{
	const struct ipv6hdr *ip6;
	const struct iphdr *ip;

	if (v6) {
		ip6 = header_at(f, offset, sizeof(*ip6));
		if (!ip6)
			return false;
		u->protocol = ip6->nexthdr;
		u->offset = offset + sizeof(*ip6);
		u->whole = true;
		return true;
	}
	ip = header_at(f, offset, sizeof(*ip));
	if (!ip)
		return false;
	u->protocol = ip->protocol;
	u->offset = offset + (__u32)(*(const __u8 *)ip & 0xf) * 4;
	u->whole = !(ip->frag_off & bpf_htons(IP_FRAGMENT_OFFSET));
	return true;
}

/* An ICMP error sent to the VIP quotes a packet from the VIP to the client. */
static __always_inline bool quotes_client(const struct frame *f, const struct upper *u, bool v6)
{
	struct address source, destination;

	return addresses_at(f, u->offset + ICMP_BYTES, v6, &source, &destination) &&
	       is_wanted(&filter.client, &destination);
}

static __always_inline bool matches_upper(const struct frame *f, const struct upper *u, bool v6,
					  const struct address *source)
{
	const __be16 *port;

	if (u->protocol == icmp_protocol(v6) && quotes_client(f, u, v6))
		return true;
	if (!is_wanted(&filter.client, source))
		return false;
	if (!u->whole || (u->protocol != IPPROTO_TCP && u->protocol != IPPROTO_UDP))
		return true;
	port = header_at(f, u->offset, PORTS_BYTES);
	return !port || (is_wanted_port(filter.client_port, port[0]) &&
			 is_wanted_port(filter.vip_port, port[1]));
}

static __always_inline bool matches(const struct frame *f)
{
	struct address source, destination;
	__u32 offset = sizeof(struct ethhdr);
	struct upper u;
	__be16 type;
	bool v6;

	if (f->bytes < sizeof(struct ethhdr))
		return false;
	type = *(const __be16 *)(f->data + 2 * ETH_ALEN);
#pragma unroll
	for (int i = 0; i < MAX_VLAN_TAGS; i++) {
		const struct vlan_tag *tag;

		if (!is_vlan_tag(type))
			break;
		tag = header_at(f, offset, sizeof(*tag));
		if (!tag)
			return false;
		type = tag->type;
		offset += sizeof(*tag);
	}
	v6 = type == bpf_htons(ETH_P_IPV6);
	if (!v6 && type != bpf_htons(ETH_P_IP))
		return false;
	return addresses_at(f, offset, v6, &source, &destination) &&
	       is_wanted(&filter.vip, &destination) && upper_at(f, offset, v6, &u) &&
	       matches_upper(f, &u, v6, &source);
}

#endif
