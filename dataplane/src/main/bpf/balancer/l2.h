/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* The Ethernet header with its tags, saved while room is made before or after it. */
#ifndef BARO_L2_H
#define BARO_L2_H

#include "parse.h"

#define MAX_L2_BYTES (sizeof(struct ethhdr) + MAX_VLAN_TAGS * sizeof(struct vlan_tag))

struct l2 {
	__u8 byte[24]; /* MAX_L2_BYTES and padding */
	__u32 bytes;   /* 14, 18 or 22 */
};

/* Each copy has a constant length, because the verifier requires one. */
static __always_inline bool keep_l2(struct xdp_md *ctx, struct l2 *l2, __u32 bytes)
{
	l2->bytes = bytes;
	switch (bytes) {
	case 14:
		return !bpf_xdp_load_bytes(ctx, 0, l2->byte, 14);
	case 18:
		return !bpf_xdp_load_bytes(ctx, 0, l2->byte, 18);
	default:
		return !bpf_xdp_load_bytes(ctx, 0, l2->byte, 22);
	}
}

static __always_inline bool put_l2(struct xdp_md *ctx, struct l2 *l2)
{
	switch (l2->bytes) {
	case 14:
		return !bpf_xdp_store_bytes(ctx, 0, l2->byte, 14);
	case 18:
		return !bpf_xdp_store_bytes(ctx, 0, l2->byte, 18);
	default:
		return !bpf_xdp_store_bytes(ctx, 0, l2->byte, 22);
	}
}

/* The position of the EtherType, after the tags. */
static __always_inline __u32 type_at(const struct l2 *l2)
{
	return l2->bytes == 14 ? 12 : l2->bytes == 18 ? 16 : 20;
}

/* Sets the EtherType that follows the tags. */
static __always_inline void set_type(struct l2 *l2, __u16 type)
{
	__u32 at = type_at(l2);

	l2->byte[at] = type >> 8;
	l2->byte[at + 1] = type;
}

/* Keeps the EtherType, and puts one tag or no tag before it. */
static __always_inline void set_vlan(struct l2 *l2, __u32 vlan)
{
	__u32 at = type_at(l2);
	__u8 high = l2->byte[at], low = l2->byte[at + 1];

	l2->bytes = vlan ? 18 : 14;
	l2->byte[12] = vlan ? ETH_P_8021Q >> 8 : high;
	l2->byte[13] = vlan ? ETH_P_8021Q & 0xff : low;
	l2->byte[14] = vlan >> 8;
	l2->byte[15] = vlan;
	l2->byte[16] = high;
	l2->byte[17] = low;
}

/* Changes the tags of a frame and invalidates pointers into it. Out of line:
 * few frames have tags. */
static __attribute__((noinline)) bool retag(struct xdp_md *ctx, __u32 l2_bytes, __u32 vlan)
{
	struct l2 l2 = {};

	if (!keep_l2(ctx, &l2, l2_bytes))
		return false;
	set_vlan(&l2, vlan);
	return !bpf_xdp_adjust_head(ctx, (int)l2_bytes - (int)l2.bytes) && put_l2(ctx, &l2);
}

static __always_inline void swap_macs(struct l2 *l2)
{
	struct ethhdr *eth = (void *)l2->byte;
	__u8 mac[ETH_ALEN];

	__builtin_memcpy(mac, eth->h_dest, ETH_ALEN);
	__builtin_memcpy(eth->h_dest, eth->h_source, ETH_ALEN);
	__builtin_memcpy(eth->h_source, mac, ETH_ALEN);
}

#endif
