/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* The outcomes of a packet to a VIP, each with a counter per VIP. All other packets are passed
 * on without being counted. */
#ifndef BARO_OUTCOME_H
#define BARO_OUTCOME_H

#include "inner.h"
#include "maps.h"

enum outcome {
	OUTCOME_STRIPPED,
	OUTCOME_FRAGMENT,    /* passed on unchanged, because the kernel must reassemble it first */
	OUTCOME_ECN_DROPPED, /* dropped: the inner packet cannot signal congestion */
};

static __always_inline enum outcome outcome_of(const struct tunnelled *p)
{
	if (p->outer.fragment)
		return OUTCOME_FRAGMENT;
	return p->inner.ecn == NOT_ECT && p->outer.ecn == CE ? OUTCOME_ECN_DROPPED
							     : OUTCOME_STRIPPED;
}

/* The only place where packets are counted. */
static __always_inline void count_packet(struct decap_count *count, enum outcome outcome,
					 __u32 bytes)
{
	switch (outcome) {
	case OUTCOME_STRIPPED:
		count->packets++;
		count->bytes += bytes;
		return;
	case OUTCOME_FRAGMENT:
		count->fragments++;
		return;
	case OUTCOME_ECN_DROPPED:
		count->ecn_dropped++;
		return;
	}
}

#endif
