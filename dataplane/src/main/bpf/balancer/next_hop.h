/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* The next hop of a real server, looked up in the kernel's routing once a tick and cached until
 * the next tick, so that it follows a neighbour that moves, even without a daemon. */
#ifndef BARO_NEXT_HOP_H
#define BARO_NEXT_HOP_H

#include "path.h"

/* Returns OUTCOME_FORWARDED, _REDIRECTED, _ROUTED_BY_KERNEL or _NO_ROUTE. If the route has
 * several next hops, `server` is set to a copy with the next hop of the packet's flow. */
static __always_inline enum outcome hop_of(struct xdp_md *ctx, struct real_server **server,
					   __u32 number, __u32 l2_bytes, struct exit *e)
{
	if ((*server)->hop_tick != now.tick) {
		bool paths = has_paths(ctx, number);
		__u32 flow = paths ? flow_of_frame(ctx, l2_bytes) : 0;
		enum outcome outcome =
		    paths ? refresh_path(ctx, number, flow) : refresh_hop(ctx, number);

		if (outcome != OUTCOME_FORWARDED)
			return outcome;
		if (paths)
			*server = server_by_path(number, flow);
		if (!*server)
			return OUTCOME_NO_ROUTE;
	}
	if ((*server)->hop_ifindex == ctx->ingress_ifindex)
		return OUTCOME_FORWARDED;
	e->ifindex = (*server)->hop_ifindex;
	return e->ifindex ? OUTCOME_REDIRECTED : OUTCOME_ROUTED_BY_KERNEL;
}

#endif
