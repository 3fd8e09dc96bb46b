/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Provides the time without a helper call, and sweeps the session table. A kernel timer drives
 * both, so they continue without a daemon. */
#ifndef BARO_CLOCK_H
#define BARO_CLOCK_H

#include "sweep.h"

#define CLOCK_MONOTONIC 1

/* Counted from the due time, not the actual time, because otherwise the clock would run slow.
 * After a stall of the machine, the clock continues where it stopped, so sessions do not all
 * age in one step. */
static __always_inline __u64 due_next(__u64 due, __u64 period, __u64 at)
{
	return due + period > at ? due + period : at + period;
}

static int on_timer(void *map, __u32 *key, struct clock *clock)
{
	__u64 at = bpf_ktime_get_ns();

	(void)map;
	(void)key;
	if (at >= now.tick_due_ns) {
		now.tick = now.tick + 1 ?: 1;
		now.tick_due_ns = due_next(now.tick_due_ns, TICK_NS, at);
	}
	at = sweep_piece(at);
	now.piece_due_ns = due_next(now.piece_due_ns, TICK_NS / pieces_per_tick(), at);
	bpf_timer_start(&clock->timer, now.piece_due_ns - at, 0);
	return 0;
}

/* The first piece is due with the next tick, so one timer run per tick is enough
 * for a small table. */
static __always_inline long start_timer(struct clock *clock)
{
	__u64 at = bpf_ktime_get_ns();

	if (now.tick_due_ns <= at)
		now.tick_due_ns = at + TICK_NS;
	now.piece_due_ns = now.tick_due_ns;
	now.longest_piece_ns = 0;
	now.longest_work_ns = 0;
	return bpf_timer_start(&clock->timer, now.piece_due_ns - at, 0);
}

#endif
