/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* What this host itself has: its MAC and IP addresses on all interfaces. */
#ifndef BARO_OWN_H
#define BARO_OWN_H

#include "parse.h"

/* The first six bytes, by one load of eight. Java computes the same, see OwnMacs.java. */
static __always_inline __u64 mac_word(const void *mac)
{
	__u64 word = *(const __u64 *)mac;

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return word << 16;
#else
	return word & ~0xffffull;
#endif
}

/* A frame for another host, which a switch floods or a port in promiscuous mode takes in, or a
 * broadcast: no router forwards those (RFC 1812 section 5.3.4). */
static __always_inline bool may_be_foreign(const void *l2)
{
	__u64 mac = mac_word(l2);

	return mac != host.own_macs[0] && mac != host.own_macs[1] && mac != host.own_macs[2] &&
	       mac != host.own_macs[3];
}
_Static_assert(FIRST_OWN_MACS == 4, "may_be_foreign() compares with each");

/* What the frame of an exception is sent to. */
enum addressee {
	ADDRESSEE_OWN,
	ADDRESSEE_MANY,	   /* broadcast or multicast */
	ADDRESSEE_FOREIGN, /* another host */
};

/* A global function, to be walked once. */
__attribute__((noinline)) int addressee_of(struct xdp_md *ctx)
{
	void *l2 = (void *)(long)ctx->data;
	__u64 mac;

	if (l2 + sizeof(struct ethhdr) > (void *)(long)ctx->data_end)
		return ADDRESSEE_FOREIGN;
	if (*(__u8 *)l2 & 1)
		return ADDRESSEE_MANY;
	mac = mac_word(l2);
	if (may_be_foreign(l2) && !bpf_map_lookup_elem(&own_macs, &mac))
		return ADDRESSEE_FOREIGN;
	return ADDRESSEE_OWN;
}

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

/* A global function: walked by the verifier once, not for each way into it. The key is a copy,
 * because Linux 6.1 takes none that a global function was given. */
__attribute__((noinline)) int own_kind_of(const struct address *address)
{
	struct address key;
	__u32 *kind;

	if (!address || !may_be_own(address))
		return OWN_NOT;
	key = *address;
	kind = bpf_map_lookup_elem(&own_addresses, &key);
	return kind ? *kind : OWN_NOT;
}

/* A probe of this balancer that a real server sent on instead of answering it, because it has lost
 * the VIP: another server's answer must not make that one look well. A probe leaves from any
 * address of this host, as the route to the real server has it. */
static __always_inline bool is_looped(const struct packet *p)
{
	return own_kind_of(&p->source) == OWN_ADDRESS;
}

/* What a probe begins with, and datagrams: without these no other server answers one. */
static __always_inline bool may_be_looped(const struct packet *p)
{
	return p->flags & (TCP_SYN | FLAG_UDP) && may_be_own(&p->source);
}

#endif
