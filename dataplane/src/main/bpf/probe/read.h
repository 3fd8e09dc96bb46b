/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Reads the identity of a probe: addresses, protocol, and the bytes after the IP header. */
#ifndef BARO_READ_H
#define BARO_READ_H

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <bpf/bpf_helpers.h>
#include "address.h"
#include "ip.h"

/* The first eight bytes after the IP header. */
union l4 {
	struct {
		__be16 source;
		__be16 destination;
		__be32 rest;
	} ports;
	struct {
		__u8 type;
		__u8 code;
		__u16 check;
		__be16 id;
		__be16 sequence;
	} icmp;
};

struct probe_packet {
	struct address source;
	struct address destination;
	union l4 l4;
	__u32 ip_at;
	__u32 l4_at;
	__u16 bytes; /* from the IP header on */
	__u8 protocol;
	__u8 tos;
	bool v6;
};

static __always_inline bool read_v4(struct __sk_buff *skb, __u32 at, struct probe_packet *p)
{
	struct iphdr ip;

	if (bpf_skb_load_bytes(skb, at, &ip, sizeof(ip)) || ip.version != 4 || ip.ihl < 5 ||
	    ip.frag_off & bpf_htons(IP_FRAGMENT_OFFSET))
		return false;
	mapped_v4(&p->source, ip.saddr);
	mapped_v4(&p->destination, ip.daddr);
	p->l4_at = at + ip.ihl * 4;
	p->bytes = bpf_ntohs(ip.tot_len);
	p->protocol = ip.protocol;
	p->tos = ip.tos;
	p->v6 = false;
	return true;
}

/* Reads an IPv6 packet. Probes have no extension headers, and answers have no relevant ones. */
static __always_inline bool read_v6(struct __sk_buff *skb, __u32 at, struct probe_packet *p)
{
	struct ipv6hdr ip;

	if (bpf_skb_load_bytes(skb, at, &ip, sizeof(ip)) || ip.version != 6)
		return false;
	__builtin_memcpy(&p->source, &ip.saddr, sizeof(p->source));
	__builtin_memcpy(&p->destination, &ip.daddr, sizeof(p->destination));
	p->l4_at = at + sizeof(ip);
	p->bytes = sizeof(ip) + bpf_ntohs(ip.payload_len);
	p->protocol = ip.nexthdr;
	p->tos = ip.priority << 4 | ip.flow_lbl[0] >> 4;
	p->v6 = true;
	return true;
}

/* False if the packet cannot be a probe. */
static __always_inline bool read_packet(struct __sk_buff *skb, __u32 at, bool v6,
					struct probe_packet *p)
{
	p->ip_at = at;
	return (v6 ? read_v6(skb, at, p) : read_v4(skb, at, p)) &&
	       !bpf_skb_load_bytes(skb, p->l4_at, &p->l4, sizeof(p->l4));
}

static __always_inline bool is_ip(const struct __sk_buff *skb)
{
	return skb->protocol == bpf_htons(ETH_P_IP) || skb->protocol == bpf_htons(ETH_P_IPV6);
}

/* Reads the packet in a frame; false if it cannot be a probe. */
static __always_inline bool read_frame(struct __sk_buff *skb, struct probe_packet *p)
{
	return is_ip(skb) && read_packet(skb, ETH_HLEN, skb->protocol == bpf_htons(ETH_P_IPV6), p);
}

#endif
