/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* The programs' data besides their maps: settings, timeouts, and the time. */
#ifndef BARO_LIMITS_H
#define BARO_LIMITS_H

/* Set by Java before loading; constants for the verifier afterwards. */
struct settings {
	__u64 hash_key[2];
	__u32 session_bucket_mask;
	__u32 session_bucket_shift; /* of the lower half of a flow's hash */
};
const volatile struct settings settings SEC(".rodata.settings");

/* Written by Java at any time, word by word. Pinned, so that the next
 * program uses them immediately. */
struct limits {
	__u32 session_timeout_ticks[8]; /* by enum session_state, a field of three bits */
	__u32 sessions_per_tick;	/* limit for each CPU; 0 = no limit */
	__u32 route_changes;		/* incremented when routes or neighbours change */
	__u32 rings_tick; /* last change of a ring, or removal of its slots' marks */
	__u32 has_peers;  /* whether sessions are reported to peers; 0 or 1 */
};
struct limits limits SEC(".data.limits");

/* Updated by the clock. Pinned, so that it continues under the next program. */
struct time {
	__u32 tick;	    /* seconds since the maps were created, never 0 */
	__u32 reserved[15]; /* every packet reads the tick; fields written often are elsewhere */
	__u64 tick_due_ns;  /* as bpf_ktime_get_ns() counts */
	__u64 piece_due_ns; /* of the sweep */
	__u64 swept_ns;	    /* total time of all pieces */
	__u64 longest_piece_ns; /* since a daemon took over the clock */
	__u64 longest_work_ns;	/* longest piece, without its longest time between clock reads */
	__u32 sweep_bucket;	/* where the sweep continues */
	__u32 untold;		/* sessions for which `told_sessions` had no room */
};
struct time now SEC(".data.now") = {.tick = 1};

#endif
