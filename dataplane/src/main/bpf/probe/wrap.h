/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Wraps a probe in a tunnel header, like a client's packet. */
#ifndef BARO_WRAP_H
#define BARO_WRAP_H

#include "checksum.h"
#include "maps.h"
#include "read.h"

/* RFC 2003. */
static __always_inline int wrap_v4(struct __sk_buff *skb, const struct probe_packet *p, __be32 to)
{
	struct iphdr ip = {
	    .version = 4,
	    .ihl = 5,
	    .tos = p->tos,
	    .tot_len = bpf_htons(p->bytes + sizeof(ip)),
	    .ttl = TUNNEL_TTL,
	    .protocol = p->v6 ? IPPROTO_IPV6 : IPPROTO_IPIP,
	    .saddr = probe_settings.tunnel_source_v4.word[3],
	    .daddr = to,
	};

	ip.check = ipv4_check(&ip);
	if (bpf_skb_adjust_room(skb, sizeof(ip), BPF_ADJ_ROOM_MAC,
				BPF_F_ADJ_ROOM_ENCAP_L3_IPV4 | BPF_F_ADJ_ROOM_FIXED_GSO))
		return -1;
	return bpf_skb_store_bytes(skb, ETH_HLEN, &ip, sizeof(ip), 0);
}

/* RFC 2473. */
static __always_inline int wrap_v6(struct __sk_buff *skb, const struct probe_packet *p,
				   const struct address *to)
{
	struct ipv6hdr ip = {
	    .version = 6,
	    .priority = p->tos >> 4,
	    .flow_lbl = {p->tos << 4},
	    .payload_len = bpf_htons(p->bytes),
	    .nexthdr = p->v6 ? IPPROTO_IPV6 : IPPROTO_IPIP,
	    .hop_limit = TUNNEL_TTL,
	};
	struct address from;

	for (int i = 0; i < 4; i++)
		from.word[i] = probe_settings.tunnel_source_v6.word[i];
	__builtin_memcpy(&ip.saddr, &from, sizeof(from));
	__builtin_memcpy(&ip.daddr, to, sizeof(*to));
	if (bpf_skb_adjust_room(skb, sizeof(ip), BPF_ADJ_ROOM_MAC,
				BPF_F_ADJ_ROOM_ENCAP_L3_IPV6 | BPF_F_ADJ_ROOM_FIXED_GSO))
		return -1;
	return bpf_skb_store_bytes(skb, ETH_HLEN, &ip, sizeof(ip), 0);
}

/* The length of the tunnel header for this address. */
static __always_inline __u16 tunnel_bytes(const struct address *to)
{
	return is_mapped_v4(to) ? sizeof(struct iphdr) : sizeof(struct ipv6hdr);
}

/* Uses a header of the real server's address family. */
static __always_inline int wrap(struct __sk_buff *skb, const struct probe_packet *p,
				const struct address *to)
{
	return is_mapped_v4(to) ? wrap_v4(skb, p, to->word[3]) : wrap_v6(skb, p, to);
}

#endif
