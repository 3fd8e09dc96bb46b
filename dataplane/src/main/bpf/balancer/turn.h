/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Round robin, hash first: a new session goes where the hash says while that server has turns left,
 * and otherwise to the next one that has. A round is over when every member has had its turns of
 * it, and only a search that found none left counts it up. So no server is ever further ahead of
 * another than the spread says, however many CPUs take turns at once. */
#ifndef BARO_TURN_H
#define BARO_TURN_H

#include "ring.h"

#define TURN_TRIES 4    /* against other CPUs that take turns of the same server */
#define MOST_LOOKS 2048 /* at members, for one session: some 15 us */

enum turn_of_server {
	TURN_NONE_LEFT,
	TURN_TAKEN,
	TURN_BUSY, /* other CPUs were faster each time */
};

/* The search for a server: numbers only, because a global function gets it. */
struct turn {
	__u64 round; /* as in struct cursor_of_service */
	__u32 ring;
	__u32 by_hash;
	__u32 server; /* what was found; 0 */
	__u32 reserved;
};

/* How many turns a server has had when so many rounds are over. Wraps, as what is taken does. */
static __always_inline __u32 turns_of(__u64 rounds, __u32 share)
{
	return rounds * share >> TURN_BITS;
}

/* One more turn, where the server has not yet had those of `ahead` rounds from this one on. One
 * that is behind the round was not a member when that began, and does not catch up. */
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

/* Looks at one member; not 0 when the search is over. A global function, because the verifier then
 * walks it once. */
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
	} else { /* all have had their turns: the hash comes first again */
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

/* The round, and the position where that is one of this ring's members. */
static __always_inline __u64 round_by_ring(__u64 round, const struct region *ring)
{
	__u32 generation = generation_of(ring);

	if ((round >> GENERATION_SHIFT & GENERATION_MASK) == generation)
		return round;
	return round >> ROUND_SHIFT << ROUND_SHIFT | (__u64)generation << GENERATION_SHIFT;
}

/* The member whose turn it is; 0 where there are none, or so many that the search ends before it
 * finds one. */
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
	for (int i = 0; i < MOST_LOOKS; i++)
		if (look_for_turn(&turn))
			break;
	if (turn.round != before)
		__sync_val_compare_and_swap(&cursor->round, before, turn.round);
	return turn.server;
}

#endif
