/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* The outcomes of the program, each with one counter per CPU. Order and names are the same as in
 * PacketOutcome.java, which explains each of them. */
#ifndef BARO_OUTCOME_H
#define BARO_OUTCOME_H

#include "hooks.h"
#include "maps.h"

enum outcome {
	OUTCOME_NOT_A_VIP,
	OUTCOME_FORWARDED,
	OUTCOME_REDIRECTED,
	OUTCOME_ROUTED_BY_KERNEL,
	OUTCOME_ANSWERED,
	OUTCOME_TOO_BIG,
	OUTCOME_PORT_NOT_SERVED,
	OUTCOME_NO_SERVER,
	OUTCOME_UNSERVED_REFUSED,
	OUTCOME_NO_SERVER_REFUSED,
	OUTCOME_NO_ROUTE,
	OUTCOME_TTL_EXPIRED,
	OUTCOME_FRAGMENT_UNKNOWN,
	OUTCOME_SOURCE_ROUTED,
	OUTCOME_LOOPED,
	OUTCOME_MARTIAN,
	OUTCOME_OTHER_PROTOCOL,
	OUTCOME_MALFORMED,
	OUTCOMES,
};

/* outcomes: by enum outcome and CPU. The kernel counts, and Java adds up. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, OUTCOMES);
	__type(key, __u32);
	__type(value, __u64);
} outcomes SEC(".maps");

struct vip_outcomes {
	__u64 packets[OUTCOMES];
};

/* vip_outcomes: by VIP and CPU, for packets that were not forwarded; forwarded packets are
 * counted by real server. Java creates and removes the entries, and the kernel counts. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, SERVICE_IDS);
	__type(key, struct address);
	__type(value, struct vip_outcomes);
} vip_outcomes SEC(".maps");

/* How a packet leaves: its outcome, and if needed the interface. */
struct exit {
	enum outcome outcome;
	__u32 ifindex; /* of OUTCOME_REDIRECTED */
	bool dropped;  /* counted as answered, but dropped without an answer */
};

/* Whether the packet leaves for a real server. */
static __always_inline bool has_left(const struct exit *e)
{
	return e->outcome == OUTCOME_FORWARDED || e->outcome == OUTCOME_REDIRECTED ||
	       e->outcome == OUTCOME_ROUTED_BY_KERNEL;
}

/* A global function, so that the verifier walks it once. It takes the VIP as numbers, because a
 * pointer would keep the whole packet on the straight path's stack. */
__attribute__((noinline)) int count_for_vip(__u64 half0, __u64 half1, __u32 outcome)
{
	struct address vip = {.half = {half0, half1}};
	struct vip_outcomes *counts = bpf_map_lookup_elem(&vip_outcomes, &vip);

	if (counts && outcome < OUTCOMES)
		counts->packets[outcome]++;
	return 0;
}

static __always_inline int action_of(const struct exit *e, const struct address *vip)
{
	if (__builtin_expect(e->outcome == OUTCOME_FORWARDED, 1))
		return XDP_TX;
	if (e->outcome == OUTCOME_NOT_A_VIP)
		return XDP_PASS;
	if (!has_left(e))
		count_for_vip(vip->half[0], vip->half[1], e->outcome);
	switch (e->outcome) {
	case OUTCOME_ANSWERED:
	case OUTCOME_TOO_BIG:
	case OUTCOME_UNSERVED_REFUSED:
	case OUTCOME_NO_SERVER_REFUSED:
	case OUTCOME_TTL_EXPIRED:
		return e->dropped ? XDP_DROP : XDP_TX;
	case OUTCOME_REDIRECTED:
		return bpf_redirect(e->ifindex, 0);
	case OUTCOME_ROUTED_BY_KERNEL:
		return XDP_PASS;
	default:
		/* The packet is for a VIP but cannot be served. The kernel would only route it
		 * back to its origin, because the VIP is not local. */
		return XDP_DROP;
	}
}

/* The only place where packets are counted by outcome. */
static __always_inline int leave(struct xdp_md *ctx, const struct exit *e,
				 const struct address *vip)
{
	__u32 key = e->outcome;
	__u64 *count = bpf_map_lookup_elem(&outcomes, &key);
	int action;

	if (count)
		(*count)++;
	action = action_of(e, vip);
	on_leave(ctx, e->outcome, action);
	return action;
}

#endif
