/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Answers ARP (RFC 826) and neighbour discovery (RFC 4861) for VIPs that are not routed to the
 * balancer but are on one of its segments. */
#ifndef BARO_NEIGHBOUR_H
#define BARO_NEIGHBOUR_H

#include "answer.h"
#include "service.h"

struct arp_ipv4 {
	__be16 hardware;
	__be16 protocol;
	__u8 hardware_bytes;
	__u8 protocol_bytes;
	__be16 operation;
	__u8 sender_mac[ETH_ALEN];
	__u8 sender[4];
	__u8 target_mac[ETH_ALEN];
	__u8 target[4];
};

#define ARP_REQUEST 1
#define ARP_REPLY 2

struct solicitation {
	struct icmp icmp;
	struct in6_addr target;
	__u8 option_type; /* 1: source link-layer address */
	__u8 option_length;
	__u8 mac[ETH_ALEN];
};

#define NEIGHBOUR_SOLICITATION 135
#define NEIGHBOUR_ADVERTISEMENT 136
#define TARGET_LINK_LAYER_ADDRESS 2
#define SOLICITED_AND_OVERRIDE bpf_htonl(0x60000000)

static __always_inline bool answers_for(struct service_table *table, const struct address *vip)
{
	const __u8 wanted = VIP_SERVED | VIP_LOCAL_SEGMENT;
	struct service *entry = find_service(table, vip, THE_VIP_ITSELF);

	return entry && (entry->flags & wanted) == wanted;
}

/* NULL if the interface's MAC address is unknown. */
static __always_inline struct attachment *own_interface(struct xdp_md *ctx)
{
	__u32 ifindex = ctx->ingress_ifindex;
	struct attachment *own = bpf_map_lookup_elem(&attachments, &ifindex);
	const __u16 *mac = own ? (const __u16 *)own->mac : NULL;

	return mac && (mac[0] | mac[1] | mac[2]) ? own : NULL;
}

/* Turns an ARP request into its reply, in place. */
static __always_inline bool answer_arp(struct xdp_md *ctx)
{
	struct service_table *table = table_in_force();
	struct ethhdr *eth = (void *)(long)ctx->data;
	struct arp_ipv4 *arp = (void *)(eth + 1);
	struct attachment *own = own_interface(ctx);
	struct address vip;
	__be32 sender, target;
	__u8 swapped[4];

	if ((void *)(arp + 1) > (void *)(long)ctx->data_end || eth->h_proto != bpf_htons(ETH_P_ARP))
		return false;
	if (!table || !own || arp->operation != bpf_htons(ARP_REQUEST) ||
	    arp->protocol != bpf_htons(ETH_P_IP) || arp->hardware_bytes != ETH_ALEN ||
	    arp->protocol_bytes != 4)
		return false;
	__builtin_memcpy(&sender, arp->sender, 4);
	__builtin_memcpy(&target, arp->target, 4);
	if (sender == target) /* gratuitous: another balancer announces the VIP */
		return false;
	mapped_v4(&vip, target);
	if (!answers_for(table, &vip))
		return false;
	__builtin_memcpy(swapped, arp->target, 4);
	arp->operation = bpf_htons(ARP_REPLY);
	__builtin_memcpy(arp->target_mac, arp->sender_mac, ETH_ALEN);
	__builtin_memcpy(arp->target, arp->sender, 4);
	__builtin_memcpy(arp->sender_mac, own->mac, ETH_ALEN);
	__builtin_memcpy(arp->sender, swapped, 4);
	__builtin_memcpy(eth->h_dest, eth->h_source, ETH_ALEN);
	__builtin_memcpy(eth->h_source, own->mac, ETH_ALEN);
	return true;
}

/* A solicitation is sent to the solicited-node address of a VIP, or to the VIP itself to verify
 * that it is reachable (RFC 4861 section 7.3.3). */
static __always_inline bool is_solicitation(const struct packet *p)
{
	return ((const struct icmp *)p->l4)->type == NEIGHBOUR_SOLICITATION;
}

/* A solicitation with the sender's link-layer address becomes the advertisement; a solicitation
 * without it, as in duplicate address detection, gets no answer. */
static __always_inline bool answer_solicitation(struct xdp_md *ctx, struct service_table *table,
						struct packet *p)
{
	struct solicitation *s = p->l4;
	struct attachment *own = own_interface(ctx);
	struct ipv6hdr *ip = p->ip;
	struct ethhdr *eth = p->l2;
	struct address vip;
	__u32 sum;

	if (!s || (void *)(s + 1) > (void *)(long)ctx->data_end ||
	    p->bytes != sizeof(*ip) + sizeof(*s))
		return false;
	if (!own || ip->hop_limit != 255 || s->option_type != 1 || s->option_length != 1)
		return false;
	from_v6(&vip, &s->target);
	if (!answers_for(table, &vip))
		return false;
	s->icmp.type = NEIGHBOUR_ADVERTISEMENT;
	s->icmp.rest = SOLICITED_AND_OVERRIDE;
	s->option_type = TARGET_LINK_LAYER_ADDRESS;
	__builtin_memcpy(s->mac, own->mac, ETH_ALEN);
	ip->daddr = ip->saddr;
	__builtin_memcpy(&ip->saddr, &vip, sizeof(ip->saddr));
	s->icmp.checksum = 0;
	sum = bpf_htons(sizeof(*s)) + bpf_htons(IPPROTO_ICMPV6);
	sum += sum_of(&ip->saddr, 2 * sizeof(ip->saddr)) + sum_of(s, sizeof(*s));
	s->icmp.checksum = ~fold(sum);
	__builtin_memcpy(eth->h_dest, eth->h_source, ETH_ALEN);
	__builtin_memcpy(eth->h_source, own->mac, ETH_ALEN);
	return true;
}

#endif
