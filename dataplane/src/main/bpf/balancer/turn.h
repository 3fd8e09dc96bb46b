/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Round robin that tries the hash first: a new session follows the hash while that server
 * has turns left, and otherwise goes to the next server with turns left. A round ends when
 * every member has taken its turns, and only a search that finds none left starts the next
 * round. No server therefore ever leads another by more than the spread, however many CPUs
 * take turns at once. */
#ifndef BARO_TURN_H
#define BARO_TURN_H

#include "ring.h"

#define TURN_TRIES 4    /* retries against other CPUs at the same server */
#define MOST_LOOKS 2048 /* members examined for one session: about 15 us */

enum turn_of_server {
	TURN_NONE_LEFT,
	TURN_TAKEN,
	TURN_BUSY, /* other CPUs were faster each time */
};

/* The state of the search for a server. It contains only numbers, because it is passed
 * to a global function. */
struct turn {
	__u64 round; /* as in struct cursor_of_service */
	__u32 ring;
	__u32 by_hash;
	__u32 server; /* the server found; 0 for none */
	__u32 reserved;
};

/* The turns of a server after this many rounds. Wraps like the count of taken turns. */
static __always_inline __u32 turns_of(__u64 rounds, __u32 share)
{
	return rounds * share >> TURN_BITS;
}

/* Takes one more turn if the server has not used its turns of the next `ahead` rounds. A
 * server with fewer turns than the round allows was not a member when the round started, and
 * does not catch up. */
static __always_inline enum turn_of_server take_turn(__u32 server, __u64 round, __u32 ahead)
{
	struct real_server_load *load = bpf_map_lookup_elem(&real_server_loads, &server);
	__u32 least, most;

	if (!load)
		return TURN_NONE_LEFT;
	least = turns_of(round, load->share);
	most = turns_of(round + ahead, load->share);
#pragma unroll
	for (int i = 0; i < TURN_TRIES; i++) {
		__u32 taken = *(volatile __u32 *)&load->taken;
		__u32 from = (__s32)(taken - least) < 0 ? least : taken;

		if ((__s32)(from - most) >= 0)
			return TURN_NONE_LEFT;
		if (__sync_val_compare_and_swap(&load->taken, taken, from + 1) == taken)
			return TURN_TAKEN;
	}
	return TURN_BUSY;
}

/* Examines one member; not 0 if the search is over. A global function, so that the
 * verifier walks it once. */
__attribute__((noinline)) int look_for_turn(struct turn *turn)
{
	__u32 position, server, ahead = 1;
	enum turn_of_server found;
	struct region ring;
	bool is_member;

	if (!turn)
		return 1;
	ring = region_at(turn->ring);
	if (!ring.slab)
		return 1;
	position = turn->round & POSITION_MASK;
	is_member = position < members_of(&ring);
	if (is_member) {
		server = server_in(&ring, slots_of(&ring) + position);
	} else { /* all have taken their turns: a new round tries the hash first */
		turn->round = (turn->round & ~(__u64)POSITION_MASK) + (1 << ROUND_SHIFT);
		server = turn->by_hash;
		ahead = spread_of(&ring);
	}
	found = take_turn(server, turn->round >> ROUND_SHIFT, ahead);
	if (found == TURN_TAKEN) {
		turn->server = server;
		return 1;
	}
	if (is_member && found == TURN_NONE_LEFT)
		turn->round++;
	return 0;
}

/* The whole search. A global function, so that the verifier walks the loop once. */
__attribute__((noinline)) int look_for_turns(struct turn *turn)
{
	if (!turn)
		return 0;
	for (int i = 0; i < MOST_LOOKS; i++)
		if (look_for_turn(turn))
			break;
	return 0;
}

/* The round; the position is kept only if it belongs to this ring. */
static __always_inline __u64 round_by_ring(__u64 round, const struct region *ring)
{
	__u32 generation = generation_of(ring);

	if ((round >> GENERATION_SHIFT & GENERATION_MASK) == generation)
		return round;
	return round >> ROUND_SHIFT << ROUND_SHIFT | (__u64)generation << GENERATION_SHIFT;
}

/* The member whose turn it is; 0 if there are none, or if the search ends without a result
 * because there are too many members. */
static __always_inline __u32 next_turn(const struct service *service, const struct region *ring,
				       __u32 by_hash)
{
	struct turn turn = {.ring = service->ring, .by_hash = by_hash};
	__u32 id = service->id;
	struct cursor_of_service *cursor = bpf_map_lookup_elem(&cursors, &id);
	__u64 before;

	if (!cursor || !members_of(ring))
		return 0;
	before = *(volatile __u64 *)&cursor->round;
	if (take_turn(by_hash, before >> ROUND_SHIFT, spread_of(ring)) == TURN_TAKEN)
		return by_hash;
	turn.round = round_by_ring(before, ring);
	look_for_turns(&turn);
	if (turn.round != before)
		__sync_val_compare_and_swap(&cursor->round, before, turn.round);
	return turn.server;
}

#endif
