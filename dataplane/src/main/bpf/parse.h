/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* From bytes to what decides: addresses, ports, protocol. Never reads past the end. */
#ifndef BARO_PARSE_H
#define BARO_PARSE_H

#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include "maps.h"

#define IP_MORE_FRAGMENTS 0x2000
#define IP_FRAGMENT_OFFSET 0x1fff

struct cursor {
	void *pos;
	void *end;
};

/* What the rest of the program needs to know of a packet. */
struct packet {
	struct ethhdr *eth;
	struct iphdr *ip;
	void *l4; /* TCP or UDP header, whole; NULL where there is none */
	struct address source;
	struct address vip;
	__be16 source_port;
	__be16 port;
	__u8 protocol;
	__u8 tcp_flags; /* of TCP_FLAG_* below; 0 for UDP */
	__u16 bytes;	/* from the IP header on */
	__u8 fragment;
	__u8 truncated; /* shorter than its headers say */
};

#define TCP_SYN 0x02
#define TCP_FIN 0x01
#define TCP_RST 0x04
#define TCP_ACK 0x10

/* Take `size` bytes off the packet; NULL when it is shorter. */
static __always_inline void *take(struct cursor *c, __u32 size)
{
	void *header = c->pos;

	if (header + size > c->end)
		return NULL;
	c->pos = header + size;
	return header;
}

static __always_inline void mapped_v4(struct address *address, __be32 v4)
{
	address->word[0] = 0;
	address->word[1] = 0;
	address->word[2] = bpf_htonl(0xffff);
	address->word[3] = v4;
}

/* Ports and flags; leaves l4 NULL when the header is not there whole. */
static __always_inline void parse_l4(struct cursor *c, struct packet *p)
{
	if (p->protocol == IPPROTO_TCP) {
		struct tcphdr *tcp = take(c, sizeof(*tcp));

		p->l4 = tcp;
		if (!tcp)
			return;
		p->source_port = tcp->source;
		p->port = tcp->dest;
		p->tcp_flags = ((__u8 *)tcp)[13];
	} else if (p->protocol == IPPROTO_UDP) {
		struct udphdr *udp = take(c, sizeof(*udp));

		p->l4 = udp;
		if (!udp)
			return;
		p->source_port = udp->source;
		p->port = udp->dest;
	}
}

/* False for what is not IPv4 or too short to tell. */
static __always_inline bool parse_ipv4(struct cursor *c, struct packet *p)
{
	struct iphdr *ip = take(c, sizeof(*ip));
	__u32 header_bytes;

	if (!ip || ip->version != 4 || ip->ihl < 5)
		return false;
	p->ip = ip;
	p->protocol = ip->protocol;
	p->bytes = bpf_ntohs(ip->tot_len);
	mapped_v4(&p->source, ip->saddr);
	mapped_v4(&p->vip, ip->daddr);
	header_bytes = ip->ihl * 4;
	p->truncated = p->bytes < header_bytes || (void *)ip + p->bytes > c->end;
	p->fragment = !!(ip->frag_off & bpf_htons(IP_MORE_FRAGMENTS | IP_FRAGMENT_OFFSET));
	if (p->truncated || p->fragment)
		return true;
	if (header_bytes > sizeof(*ip) && !take(c, header_bytes - sizeof(*ip)))
		return true;
	parse_l4(c, p);
	return true;
}

static __always_inline bool parse(struct xdp_md *ctx, struct packet *p)
{
	struct cursor c = {(void *)(long)ctx->data, (void *)(long)ctx->data_end};
	struct ethhdr *eth = take(&c, sizeof(*eth));

	if (!eth || eth->h_proto != bpf_htons(ETH_P_IP))
		return false;
	p->eth = eth;
	return parse_ipv4(&c, p);
}

#endif
