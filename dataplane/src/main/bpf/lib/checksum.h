/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Internet checksums: RFC 1071, RFC 1624. Sums are over 16-bit words in memory order. */
#ifndef BARO_CHECKSUM_H
#define BARO_CHECKSUM_H

#include <linux/ip.h>
#include <linux/types.h>
#include <bpf/bpf_helpers.h>

static __always_inline __u16 fold(__u32 sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

/* Adds a delta of 16 bits, for which one carry is enough. */
static __always_inline __u16 checksum_add_word(__u16 check, __u32 delta)
{
	__u32 sum = (__u16)~check + delta;

	return ~(sum + (sum >> 16));
}

/* RFC 1624 equation 3; `delta` is the sum of the new words minus the sum of the
 * old ones, in ones' complement. */
static __always_inline __u16 checksum_add(__u16 check, __u32 delta)
{
	return ~fold((__u16)~check + delta);
}

/* The ones' complement sum of a whole number of words; `bytes` is a constant multiple of four. */
static __always_inline __u32 sum_of(const void *start, __u32 bytes)
{
	const __u16 *word = start;
	__u32 sum = 0;

#pragma unroll
	for (__u32 i = 0; i < bytes / 2; i++)
		sum += word[i];
	return sum;
}

/* The checksum of a header without options whose checksum field is 0. If the field has the
 * correct checksum, the result is 0. */
static __always_inline __u16 ipv4_check(const struct iphdr *ip)
{
	return ~fold(sum_of(ip, sizeof(*ip)));
}

/* Sets the TTL of an IPv4 header and updates its checksum: RFC 1624. */
static __always_inline void set_ttl(struct iphdr *ip, __u8 ttl)
{
	__u16 *ttl_word = (__u16 *)&ip->ttl;
	__u32 gone = (__u16) ~*ttl_word;

	ip->ttl = ttl;
	ip->check = checksum_add(ip->check, gone + *ttl_word);
}

#endif
