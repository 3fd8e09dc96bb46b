/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Rings and the previous servers of moved slots, in the layout of the slabs. */
#ifndef BARO_RING_H
#define BARO_RING_H

#include "bound.h"
#include "maps.h"

/* Consecutive lines of a slab; `slab` is NULL if there are none. */
struct region {
	struct slab *slab;
	__u64 at; /* its first word */
};

/* The number of header words before the slots of a ring or of `moved`. */
#define WORDS_BEFORE 8

static __attribute__((noinline)) struct slab *slab_by_lookup(__u32 line)
{
	__u32 index = line >> SLAB_LINE_BITS, zero = 0;
	void *map = bpf_map_lookup_elem(&slabs, &index);

	return map ? bpf_map_lookup_elem(map, &zero) : NULL;
}

static __always_inline struct region region_at(__u32 line)
{
	return (struct region){
	    .slab = line >> SLAB_LINE_BITS ? slab_by_lookup(line) : &rings,
	    .at = at_most(line, (1 << SLAB_LINE_BITS) - 1) * WORDS_PER_LINE,
	};
}

/* A word of the region; NULL if it is beyond the end of the slab. */
static __always_inline __u16 *word_of(const struct region *region, __u32 index)
{
	__u64 at = region->at + WORDS_BEFORE + index;

	KEEP_AS_IT_IS(at);
	return at < SLAB_WORDS ? &region->slab->word[at] : NULL;
}

static __always_inline __u32 slots_of(const struct region *ring)
{
	return ring->slab->word[ring->at];
}

/* The number of turns by which a member may lead another. 0 if there are no turns. */
static __always_inline __u32 spread_of(const struct region *ring)
{
	return ring->slab->word[ring->at + 1];
}

static __always_inline __u32 members_of(const struct region *ring)
{
	return ring->slab->word[ring->at + 4];
}

/* The ring's generation, which differs from that of the previous ring. */
static __always_inline __u32 generation_of(const struct region *ring)
{
	return ring->slab->word[ring->at + 5] & GENERATION_MASK;
}

/* The line of the ring's `moved`; 0 if no slot has moved. */
static __always_inline __u32 moved_of(const struct region *ring)
{
	const volatile __u32 *line = (const void *)&ring->slab->word[ring->at + 2];

	return *line; /* no cast here: it would make clang read two 16-bit words */
}

static __always_inline __u32 moved_at_tick(const struct region *moved)
{
	return *(volatile __u32 *)&moved->slab->word[moved->at];
}

/* The number of the real server in a slot; 0 for none. */
static __always_inline __u32 server_in(const struct region *region, __u32 index)
{
	__u16 *word = word_of(region, index);

	return word ? *word : 0;
}

#endif
