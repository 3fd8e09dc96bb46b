/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Removes idle sessions. The table is swept in pieces, because a piece is one soft interrupt,
 * during which its CPU receives no packets. */
#ifndef BARO_SWEEP_H
#define BARO_SWEEP_H

#include "schedule.h"
#include "session.h"

#define TICK_NS 1000000000ull
#define TICKS_PER_SWEEP 32 /* each session is checked this often; the tick wraps after 8,192 */

/* A piece takes 20 us at most. A bucket takes about 30 ns, and up to 150 ns if all its sessions
 * have expired. In that case the piece ends early, and the sweep takes longer, in proportion to
 * the removals, up to 80 seconds for the largest table. */
#define BUCKETS_PER_PIECE 256
#define PIECE_NS 14000
#define BUCKETS_PER_LOOK 16 /* buckets per clock read, which costs as much as a bucket */

struct piece {
	__u32 first; /* bucket */
	__u64 end_ns;
	__u64 looked_ns;
	__u64 longest_interval_ns; /* between two clock reads */
};

/* 1 for a small table, because a frequent timer keeps an idle CPU awake; 32 for a table of a
 * million sessions; 2,048 for the largest table. */
static __always_inline __u32 pieces_per_tick(void)
{
	return settings.session_bucket_mask / (TICKS_PER_SWEEP * BUCKETS_PER_PIECE) + 1;
}

static __always_inline __u32 buckets_per_piece(void)
{
	return settings.session_bucket_mask / (TICKS_PER_SWEEP * pieces_per_tick()) + 1;
}

/* Not 0 if a session of the bucket has expired. Has no branch, because a CPU
 * could not predict it. */
static __always_inline __u64 any_expired(const struct session_bucket *bucket)
{
	const __u32 tick = now.tick;
	__u64 any = 0;

#pragma unroll
	for (int i = 0; i < SESSIONS_PER_BUCKET; i++) {
		__u64 session = bucket->session[i];
		__s64 left = (__s64)limits.session_timeout_ticks[session_state(session)] -
			     ((tick - session) & tick_mask[session_state(session)]);

		KEEP_AS_IT_IS(left);
		any |= session & left >> 63;
	}
	return any;
}

/* A session may come to agree with the hash when its slot moves or loses its mark. The sweep
 * looks for such sessions for this long; a sweep with many removals takes longer. */
#define RINGS_TICKS (4 * TICKS_PER_SWEEP)
#define SLOTS_OF_BUCKET 3 /* in every table of at least 16,384 sessions */

/* Whether none of the slots that map to the bucket has moved, and all belong to this server. */
static __always_inline bool bucket_is_at_hash(const struct region *ring, __u32 bucket, __u32 server)
{
	__u64 first = (__u64)bucket << settings.session_bucket_shift;
	__u64 last = first + (1ull << settings.session_bucket_shift) - 1;
	__u32 slots = index_by_hash(ring, last) - index_by_hash(ring, first) + 1;
	__u64 middle = (first + last) / 2;

	return spread_of(ring) && slots <= SLOTS_OF_BUCKET &&
	       slot_by_hash(ring, first) == server && !slot_has_moved(ring, first) &&
	       slot_by_hash(ring, middle) == server && !slot_has_moved(ring, middle) &&
	       slot_by_hash(ring, last) == server && !slot_has_moved(ring, last);
}

/* Whether the session's flow would go to the same server without an entry. */
static __attribute__((noinline)) bool needs_no_entry(__u32 bucket, __u64 session)
{
	struct cursor_of_service *cursor;
	struct real_server *server;
	struct region ring;
	__u32 number = session_server(session), id;

	if (session_state(session) != SESSION_ESTABLISHED)
		return false;
	server = bpf_map_lookup_elem(&real_servers, &number);
	if (!server)
		return false;
	id = server->service;
	cursor = bpf_map_lookup_elem(&cursors, &id);
	if (!cursor || !cursor->ring)
		return false;
	ring = region_at(cursor->ring);
	return ring.slab && bucket_is_at_hash(&ring, bucket, number);
}

/* An interrupt, or a hypervisor that takes the CPU away, appears as one long interval. */
static __always_inline bool is_over(struct piece *piece)
{
	__u64 at = bpf_ktime_get_ns();
	__u64 interval = at - piece->looked_ns;

	if (interval > piece->longest_interval_ns)
		piece->longest_interval_ns = interval;
	piece->looked_ns = at;
	return at >= piece->end_ns;
}

static long sweep_bucket(__u32 i, struct piece *piece)
{
	__u32 key = (piece->first + i) & settings.session_bucket_mask;
	bool rings_changed = now.tick - limits.rings_tick <= RINGS_TICKS;
	struct session_bucket *bucket = occupied_at(key);

	if (bucket && (rings_changed || any_expired(bucket) || is_empty(bucket))) {
		for (int k = 0; k < SESSIONS_PER_BUCKET; k++) {
			__u64 session = bucket->session[k];

			if (session && (session_expired(session) ||
					(rings_changed && needs_no_entry(key, session))))
				session_replace(&bucket->session[k], session, 0);
		}
		vacate(key);
	}
	return i % BUCKETS_PER_LOOK == BUCKETS_PER_LOOK - 1 && is_over(piece);
}

/* Continues the sweep after the last piece; returns the time. */
static __always_inline __u64 sweep_piece(__u64 begun)
{
	struct piece piece = {
	    .first = now.sweep_bucket, .end_ns = begun + PIECE_NS, .looked_ns = begun};
	long buckets = bpf_loop(buckets_per_piece(), sweep_bucket, &piece, 0);
	__u64 ended = bpf_ktime_get_ns();
	__u64 took = ended - begun;
	__u64 work;

	if (buckets > 0)
		now.sweep_bucket += buckets;
	now.swept_ns += took;
	if (took > now.longest_piece_ns)
		now.longest_piece_ns = took;
	work = took - piece.longest_interval_ns;
	if (work > now.longest_work_ns)
		now.longest_work_ns = work;
	return ended;
}

#endif
