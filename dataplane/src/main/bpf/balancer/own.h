/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* This host's own MAC and IP addresses on all interfaces. */
#ifndef BARO_OWN_H
#define BARO_OWN_H

#include "parse.h"

/* A MAC address as a word: one load of eight bytes, of which six are kept. Java computes the
 * same word: see OwnMacs.java. */
static __always_inline __u64 mac_word(const void *mac)
{
	__u64 word = *(const __u64 *)mac;

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return word << 16;
#else
	return word & ~0xffffull;
#endif
}

/* Whether a frame may be a broadcast, or may be for another host: flooded by a switch, or
 * received in promiscuous mode. No router forwards such frames (RFC 1812 section 5.3.4). */
static __always_inline bool may_be_foreign(const void *l2)
{
	__u64 mac = mac_word(l2);

	return mac != host.own_macs[0] && mac != host.own_macs[1] && mac != host.own_macs[2] &&
	       mac != host.own_macs[3];
}
_Static_assert(FIRST_OWN_MACS == 4, "may_be_foreign() compares with each");

/* The kind of destination to which an exception's frame is addressed. */
enum addressee {
	ADDRESSEE_OWN,
	ADDRESSEE_MANY,	   /* broadcast or multicast */
	ADDRESSEE_FOREIGN, /* another host */
};

/* A global function, so that the verifier walks it once. */
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

/* Java computes the same hash: see OwnAddresses.java. */
static __always_inline __u64 own_address_hash(const struct address *address)
{
	return (address->half[0] ^ address->half[1]) * 0x9e3779b97f4a7c15ull;
}

/* Whether an address may be this host's own: false for most foreign addresses. */
static __always_inline bool may_be_own(const struct address *address)
{
	__u64 hash = own_address_hash(address);

	return host.own_addresses[hash >> 58] >> (hash >> 52 & 63) & 1;
}
_Static_assert(OWN_ADDRESS_WORDS == 1 << 6, "own_address_hash() gives six bits for the word");

/* A global function, so that the verifier walks it once and not for each path into it. The key
 * is a copy, because Linux 6.1 rejects a key that is an argument of a global function. */
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

/* Whether this is a probe of this balancer that a real server has forwarded instead of
 * answering, because it has lost the VIP. An answer from another server must not make the
 * forwarding server look healthy. The source of a probe may be any address of this host,
 * depending on the route to the real server. */
static __always_inline bool is_looped(const struct packet *p)
{
	return own_kind_of(&p->source) == OWN_ADDRESS;
}

/* True for the first segment of a connection and for datagrams: if these packets of a probe are
 * stopped, no other server answers the probe. */
static __always_inline bool may_be_looped(const struct packet *p)
{
	return p->flags & (TCP_SYN | FLAG_UDP) && may_be_own(&p->source);
}

#endif
