/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* VIP -> real server: destination, DSCP, TTL, checksums. Sums are changed, never computed anew, so
 * that a damaged packet stays damaged (RFC 1624). */
#ifndef BARO_REWRITE_H
#define BARO_REWRITE_H

#include "parse.h"

/* RFC 1624 equation 3; `delta` is the sum of what came minus what went, in ones' complement. */
static __always_inline __u16 checksum_add(__u16 check, __u32 delta)
{
	__u32 sum = (__u16)~check + delta;

	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

/* The address change reaches TCP and UDP through the pseudo header. UDP: 0 means none and stays
 * (RFC 768), a computed 0 is sent as 0xffff. */
static __always_inline void rewrite_l4(const struct packet *p, __u32 delta)
{
	if (p->protocol == IPPROTO_TCP) {
		struct tcphdr *tcp = p->l4;

		tcp->check = checksum_add(tcp->check, delta);
	} else {
		struct udphdr *udp = p->l4;

		if (udp->check)
			udp->check = checksum_add(udp->check, delta) ?: 0xffff;
	}
}

/* RFC 2474: the DSCP is the upper six bits; the lower two (ECN, RFC 3168) are kept. */
static __always_inline void rewrite_ipv4(struct iphdr *ip, const struct real_server *server)
{
	__u16 *tos_word = (__u16 *)ip;
	__u16 *ttl_word = (__u16 *)&ip->ttl;
	__u32 gone = (__u16) ~*tos_word + (__u16) ~*ttl_word;

	ip->tos = server->tos | (ip->tos & 3);
	ip->ttl--;
	ip->check = checksum_add(ip->check, server->l4_delta + gone + *tos_word + *ttl_word);
	ip->daddr = server->address.word[3];
}

static __always_inline void rewrite_eth(struct ethhdr *eth, const struct real_server *server)
{
	__builtin_memcpy(eth, server->hop_mac, sizeof(eth->h_dest) + sizeof(eth->h_source));
}

#endif
