/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Time without a helper call, and the end of idle sessions: a timer in the kernel, so that both go
 * on while no daemon runs. */
#ifndef BARO_CLOCK_H
#define BARO_CLOCK_H

#include "session.h"

#define TICK_NS 1000000000ull
#define CLOCK_MONOTONIC 1
#define TICKS_PER_SWEEP 32 /* each session is looked at that often; 8,192 ticks would wrap */

static long sweep_one(__u32 i, void *unused)
{
	__u32 key = (now.sweep_bucket + i) & settings.session_bucket_mask;
	struct session_bucket *bucket = bpf_map_lookup_elem(&sessions, &key);

	(void)unused;
	if (!bucket)
		return 1;
	for (int k = 0; k < SESSIONS_PER_BUCKET; k++) {
		__u64 session = bucket->session[k];

		if (session && session_expired(session))
			session_replace(&bucket->session[k], session, 0);
	}
	return 0;
}

static int on_tick(void *map, __u32 *key, struct clock *clock)
{
	__u32 buckets = settings.session_bucket_mask / TICKS_PER_SWEEP + 1;
	__u64 begun;

	(void)map;
	(void)key;
	now.tick = now.tick + 1 ?: 1;
	begun = bpf_ktime_get_ns();
	bpf_loop(buckets, sweep_one, NULL, 0);
	now.swept_ns += bpf_ktime_get_ns() - begun;
	now.sweep_bucket += buckets;
	bpf_timer_start(&clock->timer, TICK_NS, 0);
	return 0;
}

#endif
