/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* What this host itself has: its addresses on all interfaces. */
#ifndef BARO_OWN_H
#define BARO_OWN_H

#include "parse.h"

/* Java computes the same, see OwnAddresses.java. */
static __always_inline __u64 own_address_hash(const struct address *address)
{
	return (address->half[0] ^ address->half[1]) * 0x9e3779b97f4a7c15ull;
}

/* False for most addresses that are others'. */
static __always_inline bool may_be_own(const struct address *address)
{
	__u64 hash = own_address_hash(address);

	return host.own_addresses[hash >> 58] >> (hash >> 52 & 63) & 1;
}
_Static_assert(OWN_ADDRESS_WORDS == 1 << 6, "own_address_hash() gives six bits for the word");

/* A global function: walked by the verifier once, not for each way into it. */
__attribute__((noinline)) int is_own(const struct address *address)
{
	return address && may_be_own(address) && bpf_map_lookup_elem(&own_addresses, address);
}

/* A probe of this balancer that a real server sent on instead of answering it, because it has lost
 * the VIP: another server's answer must not make that one look well. A probe leaves from any
 * address of this host, as the route to the real server has it. */
static __always_inline bool is_looped(const struct packet *p)
{
	return is_own(&p->source);
}

/* What a probe begins with, and datagrams: without these no other server answers one. */
static __always_inline bool may_be_looped(const struct packet *p)
{
	return p->flags & (TCP_SYN | FLAG_UDP) && may_be_own(&p->source);
}

#endif
