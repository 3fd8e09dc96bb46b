/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* VLAN tags, which follow the MAC addresses (IEEE 802.1Q, 802.1ad). */
#ifndef BARO_VLAN_H
#define BARO_VLAN_H

#include <stdbool.h>
#include <linux/if_ether.h>
#include <linux/types.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define MAX_VLAN_TAGS 2
#define VLAN_ID 0x0fff

/* The content after the tag's EtherType. */
struct vlan_tag {
	__be16 tci;
	__be16 type;
};

static __always_inline bool is_vlan_tag(__be16 type)
{
	switch (type) {
	case bpf_htons(ETH_P_8021Q):
	case bpf_htons(ETH_P_8021AD):
		return true;
	default:
		return false;
	}
}

#endif
