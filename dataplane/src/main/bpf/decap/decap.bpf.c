// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/* The real server's half of method ipip: removes the tunnel header from packets that a
 * balancer sent to one of the server's own addresses and that contain a packet for one of
 * its VIPs (RFC 2003, RFC 2473, RFC 4213). It passes all other packets unchanged, including
 * those of foreign tunnels. */
#include "outcome.h"
#include "strip.h"
#include "vip.h"

static __always_inline bool parse(struct xdp_md *ctx, struct tunnelled *p)
{
	struct cursor c = frame_of(ctx);

	return take_link(&c, &p->link) && take_outer(&c, p->link.type, &p->outer) &&
	       take_inner(&c, &p->outer, &p->inner);
}

static __always_inline int leave(struct xdp_md *ctx, struct tunnelled *p, struct decap_count *count)
{
	enum outcome outcome = outcome_of(p);

	count_packet(count, outcome, p->inner.bytes);
	switch (outcome) {
	case OUTCOME_FRAGMENT:
		return XDP_PASS;
	case OUTCOME_ECN_DROPPED:
		return XDP_DROP; /* RFC 6040: the only signal that its sender understands */
	default:
		return strip(ctx, p);
	}
}

SEC("xdp")
int baro_decap(struct xdp_md *ctx)
{
	struct tunnelled p = {};
	struct decap_count *count;

	if (!parse(ctx, &p))
		return XDP_PASS;
	count = count_of_vip(&p);
	return count ? leave(ctx, &p, count) : XDP_PASS;
}

char _license[] SEC("license") = "Dual MIT/GPL";
