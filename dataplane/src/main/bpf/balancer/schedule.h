/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* The three ways of choosing a slot of a ring. Java decides which servers the ring contains. */
#ifndef BARO_SCHEDULE_H
#define BARO_SCHEDULE_H

#include "parse.h"
#include "ring.h"
#include "turn.h"

/* Keyed with a secret, so that no client can aim at one real server. The multipliers and shifts
 * are those of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
static __always_inline __u64 hash_of(const struct address *source, const struct address *vip,
				     __u32 ports, __u32 protocol)
{
	__u64 hash = source->half[0] ^ settings.hash_key[0];

	hash = (hash ^ hash >> 30) * 0xbf58476d1ce4e5b9ull;
	hash ^= source->half[1];
	hash = (hash ^ hash >> 27) * 0x94d049bb133111ebull;
	hash ^= vip->half[1] ^ ports;
	hash ^= settings.hash_key[1] + protocol;
	hash = (hash ^ hash >> 30) * 0xbf58476d1ce4e5b9ull;
	hash = (hash ^ hash >> 27) * 0x94d049bb133111ebull;
	return hash ^ hash >> 31;
}

static __always_inline __u64 flow_hash(const struct service *service, const struct packet *p)
{
	__u32 source_port = (__u32)p->source_port & service->source_port_mask;

	return hash_of(&p->source, &p->vip, source_port << 16 | p->port, p->protocol);
}

/* Multiply and shift instead of a division: this maps 32 bits evenly to the slots. The
 * session table selects its buckets with the same bits, so a bucket determines the
 * slots of its sessions. */
static __always_inline __u32 index_by_hash(const struct region *ring, __u32 hash)
{
	return (__u64)hash * slots_of(ring) >> 32;
}

static __always_inline __u32 slot_by_hash(const struct region *ring, __u32 hash)
{
	return server_in(ring, index_by_hash(ring, hash));
}

/* Whether the flow's slot has moved. The previous servers are read only if at least one slot of
 * the ring has moved. */
static __always_inline bool slot_has_moved(const struct region *ring, __u32 hash)
{
	__u32 line = moved_of(ring);
	struct region moved;

	if (!line)
		return false;
	moved = region_at(line);
	return moved.slab && server_in(&moved, index_by_hash(ring, hash));
}

static __always_inline __u64 load_by_weight(__u32 server, __u32 weight_of_other)
{
	struct real_server_load *load = bpf_map_lookup_elem(&real_server_loads, &server);

	return load ? (__u64)load->sessions_active * weight_of_other : 0;
}

/* Sessions per weight are compared by cross-multiplication, without a division. */
static __always_inline __u32 less_loaded(__u32 a, __u32 b)
{
	struct real_server *server_a = bpf_map_lookup_elem(&real_servers, &a);
	struct real_server *server_b = bpf_map_lookup_elem(&real_servers, &b);

	if (!server_a || !server_b)
		return a;
	return load_by_weight(a, server_b->weight) <= load_by_weight(b, server_a->weight) ? a : b;
}

/* Chooses the real server for a new session that gets an entry; 0 = none. */
static __always_inline __u32 take_slot(const struct service *service, const struct region *ring,
				       __u64 hash)
{
	__u32 by_hash = slot_by_hash(ring, hash);

	if (service->choice == CHOICE_TWO)
		return less_loaded(by_hash, slot_by_hash(ring, hash >> 32));
	return next_turn(service, ring, by_hash);
}

#endif
