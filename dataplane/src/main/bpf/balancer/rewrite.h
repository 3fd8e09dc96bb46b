/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Rewrites a packet from the VIP to the real server: destination, DSCP, TTL, checksums. Sums are
 * updated, never computed from the bytes, so a damaged packet stays damaged. */
#ifndef BARO_REWRITE_H
#define BARO_REWRITE_H

#include "checksum.h"
#include "parse.h"

#define ONE_HOP bpf_htons(0x0100) /* in the word that begins with the TTL */

/* The address change reaches TCP, UDP and ICMPv6 through the pseudo header. In UDP, a checksum
 * of 0 means none and stays 0 (RFC 768), and a computed 0 is sent as 0xffff. */
static __always_inline void rewrite_l4(const struct packet *p, __u32 delta)
{
	__u16 check = *p->l4_check;

	if (p->protocol != IPPROTO_UDP)
		*p->l4_check = checksum_add_word(check, delta);
	else if (check)
		*p->l4_check = checksum_add_word(check, delta) ?: 0xffff;
}

/* RFC 2474: the DSCP is the upper six bits; the lower two (ECN, RFC 3168) are kept.
 * Words are read and written once, because reading a word after writing one of its bytes
 * waits for the store. */
static __always_inline void rewrite_ipv4(struct iphdr *ip, const struct real_server *server)
{
	__u16 *tos_word = (__u16 *)ip;
	__u16 *ttl_word = (__u16 *)&ip->ttl;
	__u16 before = *tos_word;
	__u16 after = (before & bpf_htons(0xff03)) | bpf_htons(server->tos);

	*tos_word = after;
	*ttl_word -= ONE_HOP;
	ip->check =
	    checksum_add(ip->check, server->l4_delta + (__u16)~before + after + (__u16)~ONE_HOP);
	ip->daddr = server->address.word[3];
}

/* RFC 8200 section 3: four bits of the traffic class in each of the first two bytes. */
static __always_inline void rewrite_ipv6(struct ipv6hdr *ip, const struct real_server *server)
{
	__u8 *byte = (__u8 *)ip;

	byte[0] = 0x60 | server->tos >> 4;
	byte[1] = (byte[1] & 0x3f) | (server->tos & 0x0c) << 4;
	ip->hop_limit--;
	__builtin_memcpy(&ip->daddr, &server->address, sizeof(ip->daddr));
}

/* Applies method dscp to a packet, apart from its Ethernet header. */
static __always_inline void rewrite(const struct packet *p, const struct real_server *server)
{
	if (p->l4_check)
		rewrite_l4(p, server->l4_delta);
	if (p->v6)
		rewrite_ipv6(p->ip, server);
	else
		rewrite_ipv4(p->ip, server);
}

/* Sets the TTL or hop limit to 1 for ipip and mac, because the real server has the VIP and
 * is the last hop. Otherwise, a server that has lost the VIP and forwards packets would
 * keep returning the packet. */
static __always_inline void leave_last_hop(const struct packet *p)
{
	if (p->v6) {
		struct ipv6hdr *ip = p->ip;

		ip->hop_limit = 1;
	} else {
		set_ttl(p->ip, 1);
	}
}

/* Both addresses have the header's layout. Avoids memcpy, which takes twelve loads and stores
 * because struct ethhdr is packed. */
static __always_inline void rewrite_eth(struct ethhdr *eth, const struct real_server *server)
{
	const __u32 *from = (const __u32 *)server->hop_mac;
	__u32 *to = (__u32 *)eth;

	to[0] = from[0];
	to[1] = from[1];
	to[2] = from[2];
}

#endif
