/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* The single next hop of a real server, from the kernel's routing. */
#ifndef BARO_HOP_H
#define BARO_HOP_H

#include "outcome.h"
#include "parse.h"

#ifndef AF_INET
#define AF_INET 2
#endif
#ifndef AF_INET6
#define AF_INET6 10
#endif

/* The fields of struct real_server from hop_mac on, in the same order. */
struct hop {
	__u8 hop_mac[6];
	__u8 own_mac[6];
	__u32 ifindex;
	__u32 tick;
	__u16 mtu;
	__u16 vlan;
};

/* Writes only the words that have changed. Concurrent readers see either value
 * of an aligned word. */
static __always_inline void store_hop(struct real_server *server, const struct hop *hop)
{
	__u64 *stored = (__u64 *)server->hop_mac;
	const __u64 *found = (const __u64 *)hop;

	if (stored[0] != found[0])
		*(volatile __u64 *)&stored[0] = found[0];
	if (stored[1] != found[1])
		*(volatile __u64 *)&stored[1] = found[1];
	if (stored[2] != found[2])
		*(volatile __u64 *)&stored[2] = found[2];
}

/* The last four bytes of a MAC address, in memory order. */
static __always_inline __u32 mac_end(const __u8 *mac)
{
	return *(const __u32 *)(mac + 2);
}

static __always_inline void store_direct(struct real_server *server, __u32 mac)
{
	if (server->direct_mac != mac)
		*(volatile __u32 *)&server->direct_mac = mac;
}

/* A VLAN interface is stored as its parent and a tag. Only the kernel can reach an interface
 * without the program (ifindex 0). */
static __always_inline void name_interface(struct hop *hop, __u32 ingress_ifindex)
{
	__u32 found = hop->ifindex;
	struct vlan *vlan = bpf_map_lookup_elem(&vlans, &found);

	if (vlan) {
		hop->ifindex = vlan->parent_ifindex;
		hop->vlan = vlan->id;
	}
	found = hop->ifindex;
	if (found != ingress_ifindex && !bpf_map_lookup_elem(&attachments, &found))
		hop->ifindex = 0;
}

/* Whether the route has no gateway: the kernel replaces the destination with the gateway
 * if there is one. */
static __always_inline bool on_local_segment(const struct bpf_fib_lookup *fib,
					     const struct real_server *server)
{
	struct address hop;

	if (fib->family == AF_INET)
		return fib->ipv4_dst == server->address.word[3];
	__builtin_memcpy(&hop, fib->ipv6_dst, sizeof(hop));
	return same_address(&hop, &server->address);
}

static __always_inline void ask_for(struct bpf_fib_lookup *fib, struct xdp_md *ctx,
				    const struct real_server *server)
{
	fib->ifindex = ctx->ingress_ifindex;
	fib->tot_len = 1;
	if (is_mapped_v4(&server->address)) {
		fib->family = AF_INET;
		fib->ipv4_dst = server->address.word[3];
	} else {
		fib->family = AF_INET6;
		__builtin_memcpy(fib->ipv6_dst, &server->address, sizeof(fib->ipv6_dst));
	}
}

static __always_inline enum outcome outcome_of(long answer)
{
	switch (answer) {
	case BPF_FIB_LKUP_RET_SUCCESS:
		return OUTCOME_FORWARDED;
	case BPF_FIB_LKUP_RET_BLACKHOLE:
	case BPF_FIB_LKUP_RET_UNREACHABLE:
	case BPF_FIB_LKUP_RET_PROHIBIT:
		return OUTCOME_NO_ROUTE;
	default:
		/* No neighbour yet, a tunnel, a local address: the kernel handles these. */
		return OUTCOME_ROUTED_BY_KERNEL;
	}
}

/* Copies the hop from the kernel's answer. `direct_mac` becomes the end of the server's MAC
 * address if the server itself is the hop, and 0 for a router. OUTCOME_NO_ROUTE if method mac
 * would need a router. */
static __always_inline enum outcome take_hop(struct hop *hop, __u32 *direct_mac,
					     const struct bpf_fib_lookup *fib,
					     const struct real_server *server,
					     __u32 ingress_ifindex)
{
	bool direct = on_local_segment(fib, server);

	if (server->method == METHOD_MAC && !direct)
		return OUTCOME_NO_ROUTE;
	__builtin_memcpy(hop->hop_mac, fib->dmac, 6);
	__builtin_memcpy(hop->own_mac, fib->smac, 6);
	hop->ifindex = fib->ifindex;
	hop->tick = now.tick;
	hop->mtu = fib->mtu_result;
	hop->vlan = 0;
	name_interface(hop, ingress_ifindex);
	*direct_mac = direct ? mac_end(hop->hop_mac) : 0;
	return OUTCOME_FORWARDED;
}

/* Looks the hop up in the kernel. OUTCOME_FORWARDED if the stored hop is valid. */
static __attribute__((noinline)) enum outcome refresh_hop(struct xdp_md *ctx, __u32 number)
{
	struct real_server *server = bpf_map_lookup_elem(&real_servers, &number);
	struct bpf_fib_lookup fib = {};
	enum outcome outcome;
	__u32 direct_mac;
	struct hop hop;

	if (!server)
		return OUTCOME_NO_ROUTE;
	ask_for(&fib, ctx, server);
	outcome = outcome_of(bpf_fib_lookup(ctx, &fib, sizeof(fib), 0));
	if (outcome == OUTCOME_FORWARDED)
		outcome = take_hop(&hop, &direct_mac, &fib, server, ctx->ingress_ifindex);
	if (outcome != OUTCOME_FORWARDED)
		return outcome;
	store_direct(server, direct_mac);
	store_hop(server, &hop);
	return OUTCOME_FORWARDED;
}

#endif
