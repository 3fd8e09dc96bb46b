/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Parses the fields that determine how a packet is handled: addresses, ports, protocol. Never
 * reads beyond the end of the frame or of the IP packet. */
#ifndef BARO_PARSE_H
#define BARO_PARSE_H

#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include "bound.h"
#include "cursor.h"
#include "icmp.h"
#include "ip.h"
#include "maps.h"
#include "vlan.h"

#define IPV6_MORE_FRAGMENTS 0x0001
#define IPV6_FRAGMENT_OFFSET 0xfff8

#define MAX_EXTENSION_HEADERS 6

#define TCP_FIN 0x01
#define TCP_SYN 0x02
#define TCP_RST 0x04
#define TCP_PSH 0x08
#define TCP_ACK 0x10

/* The flags that change a session: TCP's flags, or these. */
#define FLAG_UDP 0x100
#define FLAG_PEEK 0x200 /* the packet is only quoted and changes nothing */

/* Above the flags are the highest bits of a segment's sequence number. */
#define FLAG_SEQUENCE_SHIFT 18
#define SEQUENCE_MASK 0x3f

struct fragment_header {
	__u8 next;
	__u8 reserved;
	__be16 offset;
	__be32 id;
};

/* The kind of a packet, determined before it is known whether the packet is for a VIP. */
enum kind {
	KIND_WHOLE,	     /* TCP or UDP with its ports */
	KIND_FIRST_FRAGMENT, /* TCP or UDP with its ports; more fragments follow */
	KIND_LATER_FRAGMENT,
	KIND_ICMP,
	KIND_FIRST_OF_ICMP, /* the first fragment of an ICMP message */
	KIND_OTHER,
	KIND_SOURCE_ROUTED,
	KIND_MALFORMED,
};

/* The packet's data for the rest of the program. */
struct packet {
	void *l2; /* Ethernet header with tags: l2_bytes long */
	void *ip;
	void *l4;	 /* TCP, UDP or ICMP header; NULL if there is none */
	__u16 *l4_check; /* the checksum that covers the addresses; NULL if none */
	struct address source;
	struct address vip; /* the destination */
	__be32 fragment_id;
	__be16 source_port;
	__be16 port;
	/* As wide as a register, because a narrower field is masked at each use. */
	__u32 bytes; /* from the IP header on */
	__u32 flags; /* FLAG_UDP, or the TCP flags */
	__u32 protocol;
	__u32 ttl;
	__u32 v6;
	__u32 tag[MAX_VLAN_TAGS]; /* TPID << 16 | identifier; 0 = none */
	__u8 l2_bytes;
	__u8 keeps_tags;	/* the packet leaves with the tags it has */
	__u8 fragment_protocol; /* the same in all fragments of a datagram; 0 with IPv6 */
	__u8 kind;		/* enum kind */
	__u8 stays_on_link;	/* its source is valid only on its link */
};

/* Copies the type, because a field of the packed struct ethhdr would be read byte by byte. */
static __always_inline __be16 type_of(const struct ethhdr *eth)
{
	return ((const __be16 *)eth)[ETH_ALEN];
}

/* Parses the ports and flags that follow the IP headers, if the protocol has them. */
static __always_inline enum kind parse_l4(struct cursor *c, struct packet *p, enum kind whole)
{
	struct icmp *icmp;

	if (p->protocol == IPPROTO_TCP) {
		struct tcphdr *tcp = take(c, sizeof(*tcp));

		if (!tcp)
			return KIND_MALFORMED;
		p->l4 = tcp;
		p->l4_check = &tcp->check;
		p->source_port = tcp->source;
		p->port = tcp->dest;
		p->flags = ((__u8 *)tcp)[13] | (__u32)((__u8 *)tcp)[4] << 16;
		return whole;
	}
	if (p->protocol == IPPROTO_UDP) {
		struct udphdr *udp = take(c, sizeof(*udp));

		if (!udp)
			return KIND_MALFORMED;
		p->l4 = udp;
		p->l4_check = &udp->check;
		p->source_port = udp->source;
		p->port = udp->dest;
		p->flags = FLAG_UDP;
		return whole;
	}
	if (p->protocol != icmp_protocol(p->v6))
		return KIND_OTHER;
	icmp = take(c, sizeof(*icmp));
	if (!icmp)
		return KIND_MALFORMED;
	p->l4 = icmp;
	p->l4_check = p->v6 ? &icmp->checksum : NULL;
	return whole == KIND_FIRST_FRAGMENT ? KIND_FIRST_OF_ICMP : KIND_ICMP;
}

#endif
