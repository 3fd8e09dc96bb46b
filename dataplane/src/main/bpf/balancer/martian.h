/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Sources that no packet may have: RFC 1812 section 5.3.7, RFC 4291 section 2.5, RFC 6890. */
#ifndef BARO_MARTIAN_H
#define BARO_MARTIAN_H

#include "own.h"

#define FIRST_MULTICAST 224 /* of the first octet; above it, class E and the broadcast address */
#define LOOPBACK_NET 127

/* The first octet is 0, 127, or 224 and above. Two comparisons cover all three cases. */
static __always_inline bool is_martian_v4(__u32 first_octet)
{
	return first_octet - 1 >= FIRST_MULTICAST - 1 || first_octet == LOOPBACK_NET;
}

/* True for all IPv6 martians and for some valid sources, so it must be followed by a full check. */
static __always_inline bool may_be_martian_v6(const struct in6_addr *source)
{
	return !*(const __u64 *)source || *(const __u8 *)source >= 0xfe;
}

/* The unspecified and loopback addresses, IPv4 addresses in IPv6 form, and multicast. */
static __always_inline bool is_martian_v6(const struct address *source)
{
	if (!source->half[0])
		return !(source->half[1] & ~bpf_cpu_to_be64(1)) || is_mapped_v4(source);
	return (source->half[0] & bpf_cpu_to_be64(0xffull << 56)) == bpf_cpu_to_be64(0xffull << 56);
}

/* Whether an address is in fe80::/10, which no router forwards to another link
 * (RFC 4291 section 2.5.6). */
static __always_inline bool is_link_local(const struct address *source)
{
	return (source->half[0] & bpf_cpu_to_be64(0xffc0ull << 48)) ==
	       bpf_cpu_to_be64(0xfe80ull << 48);
}

static __always_inline bool is_martian(const struct address *source, const struct address *vip,
				       bool v6)
{
	if (same_address(source, vip))
		return true;
	return v6 ? is_martian_v6(source) : is_martian_v4(bpf_ntohl(v4_of(source)) >> 24);
}

/* Whether an answer may be sent. Packets to an Ethernet or IP group address get no answer,
 * including those to the broadcast address of a local network (RFC 1122 section 3.2.2, RFC 4443
 * section 2.4 (e)). Martians have already been dropped. */
static __always_inline bool is_answerable(const struct packet *p)
{
	struct address source = p->source;

	return !(((const __u8 *)p->l2)[ETH_ALEN] & 1) && own_kind_of(&source) != OWN_BROADCAST;
}

#endif
