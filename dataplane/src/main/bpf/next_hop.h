/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* The next hop of a real server, asked of the kernel's routing once a tick and kept in between, so
 * that it follows a moved neighbour even while no daemon runs. */
#ifndef BARO_NEXT_HOP_H
#define BARO_NEXT_HOP_H

#include "verdict.h"
#include "parse.h"

#ifndef AF_INET
#define AF_INET 2
#endif

/* Writes only a change: CPUs that read meanwhile see the one or the other of two aligned words. */
static __always_inline void store_hop(struct real_server *server, const struct bpf_fib_lookup *fib)
{
	struct {
		__u8 hop_mac[6];
		__u8 own_mac[6];
		__u32 ifindex;
	} hop = {.ifindex = fib->ifindex};
	__u64 *stored = (__u64 *)server->hop_mac;
	const __u64 *found = (const __u64 *)&hop;

	__builtin_memcpy(hop.hop_mac, fib->dmac, 6);
	__builtin_memcpy(hop.own_mac, fib->smac, 6);
	if (stored[0] != found[0])
		*(volatile __u64 *)&stored[0] = found[0];
	if (stored[1] != found[1])
		*(volatile __u64 *)&stored[1] = found[1];
	server->hop_tick = now.tick;
}

/* Ask the kernel. VERDICT_FORWARDED when the stored hop is good. */
static __always_inline enum verdict refresh_hop(struct xdp_md *ctx, struct real_server *server)
{
	struct bpf_fib_lookup fib = {
	    .family = AF_INET,
	    .ifindex = ctx->ingress_ifindex,
	    .ipv4_dst = server->address.word[3],
	};

	switch (bpf_fib_lookup(ctx, &fib, sizeof(fib), 0)) {
	case BPF_FIB_LKUP_RET_SUCCESS:
		store_hop(server, &fib);
		return VERDICT_FORWARDED;
	case BPF_FIB_LKUP_RET_BLACKHOLE:
	case BPF_FIB_LKUP_RET_UNREACHABLE:
	case BPF_FIB_LKUP_RET_PROHIBIT:
		return VERDICT_NO_ROUTE;
	default:
		/* No neighbour yet, a tunnel, a local address: the kernel knows what to do. */
		return VERDICT_ROUTED_BY_KERNEL;
	}
}

static __always_inline enum verdict hop_of(struct xdp_md *ctx, struct real_server *server)
{
	if (server->hop_tick != now.tick) {
		enum verdict verdict = refresh_hop(ctx, server);

		if (verdict != VERDICT_FORWARDED)
			return verdict;
	}
	return server->hop_ifindex == ctx->ingress_ifindex ? VERDICT_FORWARDED : VERDICT_REDIRECTED;
}

#endif
