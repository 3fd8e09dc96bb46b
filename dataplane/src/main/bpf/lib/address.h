/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Addresses of both families in one form: an IPv4 address is an IPv4-mapped IPv6 address
 * (RFC 4291 section 2.5.5.2). */
#ifndef BARO_ADDRESS_H
#define BARO_ADDRESS_H

#include <stdbool.h>
#include <linux/in6.h>
#include <linux/types.h>
#include <bpf/bpf_endian.h>

struct address {
	union {
		__be32 word[4];
		__u64 half[2];
	};
};

static __always_inline void mapped_v4(struct address *address, __be32 v4)
{
	address->half[0] = 0;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	address->half[1] = (__u64)v4 << 32 | bpf_htonl(0xffff);
#else
	address->half[1] = bpf_htonl(0xffffull) << 32 | v4;
#endif
}

/* Reads an address from a packet header with two loads, which clang would not use
 * because of the four-byte alignment. Unsuitable for an address on the stack, where
 * the verifier requires eight. */
static __always_inline void from_v6(struct address *address, const struct in6_addr *v6)
{
	const __u64 *half = (const __u64 *)v6;

	address->half[0] = half[0];
	address->half[1] = half[1];
}

static __always_inline bool same_address(const struct address *a, const struct address *b)
{
	return a->half[1] == b->half[1] && a->half[0] == b->half[0];
}

static __always_inline bool is_mapped_v4(const struct address *a)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return !a->half[0] && (__u32)a->half[1] == bpf_htonl(0xffff);
#else
	return !a->half[0] && a->half[1] >> 32 == 0xffff;
#endif
}

/* The IPv4 address in a mapped one. Reads halves, like all other code: if a single place read
 * words, the compiler would keep four words and combine them into halves at each use. */
static __always_inline __be32 v4_of(const struct address *a)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return a->half[1] >> 32;
#else
	return a->half[1];
#endif
}

#endif
