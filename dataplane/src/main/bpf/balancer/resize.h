/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Turns a frame into an answer. */
#ifndef BARO_RESIZE_H
#define BARO_RESIZE_H

#include "l2.h"

/* Swaps the MAC addresses of the Ethernet header, makes room for `more` bytes after it, and
 * keeps `kept` bytes of the rest. Invalidates pointers into the frame. */
static __always_inline bool turn_round(struct xdp_md *ctx, struct l2 *l2, __u32 kept, __u32 more)
{
	int shrink = (int)(l2->bytes + kept) - (int)bpf_xdp_get_buff_len(ctx);

	swap_macs(l2);
	return shrink <= 0 && !bpf_xdp_adjust_tail(ctx, shrink) &&
	       (!more || !bpf_xdp_adjust_head(ctx, -(int)more)) && put_l2(ctx, l2);
}

#endif
