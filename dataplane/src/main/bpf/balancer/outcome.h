/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* The ways out of the program, each with one counter per CPU. Order and names are those of
 * Verdict.java, which says what each of them means. */
#ifndef BARO_OUTCOME_H
#define BARO_OUTCOME_H

#include "maps.h"

enum verdict {
	VERDICT_NOT_A_VIP,
	VERDICT_FORWARDED,
	VERDICT_REDIRECTED,
	VERDICT_ROUTED_BY_KERNEL,
	VERDICT_ANSWERED,
	VERDICT_TOO_BIG,
	VERDICT_PORT_NOT_SERVED,
	VERDICT_NO_SERVER,
	VERDICT_NO_ROUTE,
	VERDICT_TTL_EXPIRED,
	VERDICT_FRAGMENT_UNKNOWN,
	VERDICT_SOURCE_ROUTED,
	VERDICT_LOOPED,
	VERDICT_OTHER_PROTOCOL,
	VERDICT_MALFORMED,
	VERDICTS,
};

/* verdicts: by enum verdict and CPU. Kernel writes, Java adds up. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, VERDICTS);
	__type(key, __u32);
	__type(value, __u64);
} verdicts SEC(".maps");

/* How a packet leaves: its verdict, and the interface where that needs one. */
struct exit {
	enum verdict verdict;
	__u32 ifindex; /* of VERDICT_REDIRECTED */
	bool dropped;  /* an answer that is counted, but over the budget */
};

static __always_inline int action_of(const struct exit *e)
{
	switch (e->verdict) {
	case VERDICT_FORWARDED:
	case VERDICT_ANSWERED:
	case VERDICT_TOO_BIG:
		return e->dropped ? XDP_DROP : XDP_TX;
	case VERDICT_REDIRECTED:
		return bpf_redirect(e->ifindex, 0);
	case VERDICT_NOT_A_VIP:
	case VERDICT_ROUTED_BY_KERNEL:
	case VERDICT_TTL_EXPIRED:
		return XDP_PASS;
	default:
		/* For a VIP, but not servable: the kernel would only route it back to where it came
		 * from, since the VIP is not its own. */
		return XDP_DROP;
	}
}

/* The one place where packets are counted by verdict. */
static __always_inline int leave(const struct exit *e)
{
	__u32 key = e->verdict;
	__u64 *count = bpf_map_lookup_elem(&verdicts, &key);

	if (count)
		(*count)++;
	return action_of(e);
}

#endif
