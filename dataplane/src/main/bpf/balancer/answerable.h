/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* To whom a packet may be answered with a reset or an ICMP error: RFC 1122 section 3.2.2, RFC 1812
 * section 4.3.2.7, RFC 4443 section 2.4 (e). */
#ifndef BARO_ANSWERABLE_H
#define BARO_ANSWERABLE_H

#include "parse.h"

/* Not 0/8, 127/8, 224/4 and 240/4, of which no address names one host. */
static __always_inline bool is_a_host_v4(__be32 address)
{
	__u32 network = bpf_ntohl(address) >> 24;

	return network && network != 127 && network < 224;
}

/* Not ::, ::1, ff00::/8, fe80::/10, nor an IPv4 address in IPv6. */
static __always_inline bool is_a_host_v6(const struct address *address)
{
	__u32 first = bpf_ntohl(address->word[0]);
	bool special = !address->half[0] && bpf_be64_to_cpu(address->half[1]) <= 1;

	return !special && first >> 24 != 0xff && first >> 22 != 0xfe80 >> 6 &&
	       !is_mapped_v4(address);
}

/* Only packets with ports are: neither an ICMP error nor a later fragment is answered with an
 * error. */
static __always_inline bool is_answerable(const struct packet *p)
{
	const __u8 *sender = (const __u8 *)p->l2 + ETH_ALEN;

	if (p->kind != KIND_WHOLE && p->kind != KIND_FIRST_FRAGMENT)
		return false;
	if (*sender & 1 || same_address(&p->source, &p->vip))
		return false;
	return p->v6 ? is_a_host_v6(&p->source) : is_a_host_v4(p->source.word[3]);
}

#endif
