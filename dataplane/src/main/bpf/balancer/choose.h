/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Chooses the real server for a packet of a virtual service, by the hash alone or with sessions.
 * A flow without a session always follows the hash, so it keeps its server. */
#ifndef BARO_CHOOSE_H
#define BARO_CHOOSE_H

#include "budget.h"
#include "schedule.h"
#include "session.h"
#include "tell.h"

/* Flags combined with a real server's number, for the counters. */
#define OPENED (1u << 31)   /* the session is new */
#define REPEATED (1u << 30) /* a SYN of this session was seen before */
#define ENDED (1u << 29)    /* FIN or RST seen, where sessions are estimated */
#define SERVER_NUMBER 0xffff
#define NO_PLACE SERVER_NUMBER /* returned instead of a number if no session was entered */

/* The destination of a packet. */
struct choice {
	__u32 number;		    /* of the real server, with the flags above; 0 for none */
	struct real_server *server; /* NULL if not looked up yet */
};

/* A number from a session or a ring is valid only while it names a server of this service. */
static __always_inline struct real_server *server_of(__u16 service, __u32 number)
{
	struct real_server *server = bpf_map_lookup_elem(&real_servers, &number);

	return server && server->service == service ? server : NULL;
}

static __always_inline __u32 seen_without_session(__u32 flags)
{
	if (is_first_syn(flags))
		return OPENED;
	return flags & (TCP_FIN | TCP_RST) ? ENDED : 0;
}

static __always_inline __u32 seen_with_session(__u64 session, __u32 flags)
{
	__u32 state = session_state(session);

	if (is_first_syn(flags))
		return state == SESSION_HALF_OPEN ? REPEATED : 0;
	return flags & (TCP_FIN | TCP_RST) && state != SESSION_CLOSING ? ENDED : 0;
}

/* Whether the packet belongs to the session, given that its real server exists. A SYN for a
 * closed, idle session begins a new one, but not while its packets still arrive; otherwise a
 * forged RST and SYN could cut off a live client. */
static __always_inline bool goes_on(const struct service *service, __u64 session, __u32 flags)
{
	__u32 state = session_state(session);

	if (session_expired(session))
		return false;
	if (state == SESSION_AFFINITY)
		return session_idle_ticks(session) <= service->settle_ticks;
	return !(state == SESSION_CLOSING && is_first_syn(flags) &&
		 session_idle_ticks(session) >= SESSION_RESTS_TICKS);
}

/* Whether the session in the flow's place belongs to the flow, has a real server, and continues. */
static __always_inline bool holds_flow(const struct service *service, __u64 session, __u64 hash,
				       __u32 flags)
{
	return session_is(session, tag_of(hash)) &&
	       server_of(service->id, session_server(session)) && goes_on(service, session, flags);
}

static __always_inline bool may_enter(void)
{
	return !limits.sessions_per_tick ||
	       within_cpu_budget(BUDGET_OF_SESSIONS, true, limits.sessions_per_tick);
}

/* The place of this flow's session, existing or new; NULL if there is none. */
static __always_inline __u64 *place_for_flow(struct session_bucket *bucket, __u64 hash)
{
	__u64 *place = find_session(bucket, tag_of(hash));

	if (!may_enter())
		return NULL;
	if (!session_is(*place, tag_of(hash)))
		place = place_for_session(bucket);
	if (!place)
		count_refused(BUDGET_OF_PLACES);
	return place;
}

/* Whether the same flow had a session with another server, so that peers may have a copy of it. */
static __always_inline bool is_other_session(__u64 before, __u64 session)
{
	return session_is(before, session >> 32) && session_state(before) >= SESSION_CLOSING &&
	       session_server(before) != session_server(session);
}

/* If another CPU has just taken the place for the same flow, its choice applies; if it has taken
 * the place for another flow, this flow gets no session. The bucket's bit is set before the
 * session is entered, so that other CPUs find it immediately, and again afterwards, because the
 * sweep may have cleared it. */
static __always_inline __u32 enter_session(const struct service *service, __u64 *place,
					   __u64 session, __u64 hash, __u32 without)
{
	__u64 before = *place;

	occupy(bucket_number(hash));
	if (session_replace(place, before, session)) {
		occupy(bucket_number(hash));
		if (session_state(session) == SESSION_AFFINITY)
			tell_peers(service, hash, session);
		else if (is_other_session(before, session))
			tell_gone(service, hash, before);
		return session_server(session) | OPENED;
	}
	before = *place;
	return session_is(before, session >> 32) ? session_server(before) : without | OPENED;
}

static __always_inline bool has_affinity(const struct service *service)
{
	return service->flags & SERVICE_AFFINITY;
}

static __always_inline __u32 first_state(const struct service *service, __u32 flags)
{
	if (has_affinity(service))
		return SESSION_AFFINITY;
	return flags & FLAG_UDP ? SESSION_UDP_NEW : SESSION_HALF_OPEN;
}

static __always_inline void note_use(const struct region *ring, const struct region *moved, __u32 i)
{
	__u16 *used = word_of(moved, slots_of(ring) + i);

	if (used && *used != (__u16)now.tick)
		*used = now.tick;
}

/* CHOICE_NEXT with a moved slot: a flow without a session goes to the slot's previous server,
 * which already serves the flow if the flow is older than the change. */
__attribute__((noinline)) __u32 server_of_moved_slot(const struct service *service, __u64 hash)
{
	__u32 i, present, previous;
	struct region ring, moved;

	if (!service)
		return 0;
	ring = region_at(service->ring);
	if (!ring.slab)
		return 0;
	i = index_by_hash(&ring, hash);
	present = server_in(&ring, i);
	moved = region_at(moved_of(&ring));
	if (!moved.slab)
		return present;
	previous = server_in(&moved, i);
	if (previous == present || !server_of(service->id, previous))
		return present;
	note_use(&ring, &moved, i);
	return previous;
}

/* The server that the ring has in the flow's slot. */
static __always_inline __u32 server_in_slot(const struct service *service, __u64 hash)
{
	struct region ring = region_at(service->ring);

	return ring.slab ? slot_by_hash(&ring, hash) : 0;
}

/* The server of a flow without a session. */
static __always_inline __u32 server_by_hash(const struct service *service, __u64 hash)
{
	struct region ring = region_at(service->ring);

	if (!ring.slab)
		return 0;
	if (slot_has_moved(&ring, hash))
		return server_of_moved_slot(service, hash);
	return slot_by_hash(&ring, hash);
}

/* A new flow that gets no session follows the hash, like its later packets. If the hash leads to
 * a draining server, the client must try again. */
__attribute__((noinline)) __u32 server_without_place(const struct service *service, __u64 hash,
						     __u32 flags)
{
	struct real_server *server;
	__u32 present, number;

	if (!service)
		return 0;
	present = server_in_slot(service, hash);
	if (!present || flags & FLAG_UDP) /* every datagram opens a session */
		return present ? present | OPENED : 0;
	number = server_by_hash(service, hash);
	server = bpf_map_lookup_elem(&real_servers, &number);
	return server && server->weight ? number | OPENED : 0;
}

/* CHOICE_NEXT and CHOICE_TWO: the server for a new flow, or NO_PLACE. Global: verified once. */
__attribute__((noinline)) __u32 open_session(const struct service *service, __u64 hash, __u32 flags)
{
	struct session_bucket *bucket = bucket_of(hash);
	struct region ring;
	__u64 *place;
	__u32 server;

	if (!service || !bucket)
		return 0;
	ring = region_at(service->ring);
	if (!ring.slab)
		return 0;
	if (service->flags & SERVICE_ONE_PACKET) {
		server = next_turn(service, &ring, slot_by_hash(&ring, hash));
		return server ? server | OPENED : NO_PLACE;
	}
	place = place_for_flow(bucket, hash);
	if (!place)
		return NO_PLACE;
	server = take_slot(service, &ring, hash);
	if (!server)
		return NO_PLACE;
	return enter_session(
	    service, place, session_word(tag_of(hash), server, first_state(service, flags), flags),
	    hash, NO_PLACE);
}

/* Whether the flow also goes to this server without a session, now and after the next change. */
__attribute__((noinline)) int is_at_hash(const struct service *service, __u64 hash, __u32 server)
{
	struct region ring;

	if (!service)
		return 0;
	ring = region_at(service->ring);
	return ring.slab && spread_of(&ring) && !slot_has_moved(&ring, hash) &&
	       slot_by_hash(&ring, hash) == server;
}

/* Peers receive a report once a session has proved genuine, and another when it ends. */
static __always_inline void session_became(const struct service *service, __u64 *place,
					   __u64 session, __u64 after, __u64 hash)
{
	if (session_saw(place, session, after) && session_state(after) != session_state(session))
		tell_peers(service, hash, after);
}

/* Applies a packet to its session. After the first ACK, a session that agrees with the hash is
 * removed, because only the handshake needed it. */
static __always_inline void note_packet(const struct service *service, __u64 *place, __u64 session,
					__u64 hash, __u32 flags)
{
	__u64 after = session_after(service, session, flags);

	if (session_state(session) == SESSION_HALF_OPEN &&
	    session_state(after) == SESSION_ESTABLISHED &&
	    is_at_hash(service, hash, session_server(session)))
		after = 0;
	session_became(service, place, session, after, hash);
	if (!after)
		vacate(bucket_number(hash));
}

static __always_inline struct choice choose_by_session(const struct service *service, __u64 hash,
						       __u32 flags)
{
	struct session_bucket *bucket = occupied_bucket(hash);
	struct choice choice = {};
	__u64 *place, session;
	bool alive = false;

	if (bucket) {
		place = find_session(bucket, tag_of(hash));
		session = *place;
		if (session_is(session, tag_of(hash))) {
			choice.number = session_server(session);
			choice.server = server_of(service->id, choice.number);
			if (choice.server && session_is_unmoved(session, flags))
				return choice;
			alive = choice.server && goes_on(service, session, flags);
			if (alive && carries_on(session, flags)) {
				if (!(flags & FLAG_PEEK))
					note_packet(service, place, session, hash, flags);
				choice.number |= seen_with_session(session, flags);
				return choice;
			}
		}
	}
	choice.server = NULL;
	if (alive || flags & FLAG_PEEK || !opens_session(flags))
		choice.number = server_by_hash(service, hash) | seen_without_session(flags);
	else
		choice.number = open_session(service, hash, flags);
	if ((choice.number & SERVER_NUMBER) == NO_PLACE) /* open_session()'s stack is full */
		choice.number = server_without_place(service, hash, flags);
	return choice;
}

/* The server of a flow without a session in a moved slot. Only a SYN shows that its flow is new.
 * Without SYNs, a flow that starts soon after the change counts as old. */
static __always_inline __u32 server_without_session(const struct service *service, __u32 flags,
						    const struct region *moved, __u32 previous,
						    __u32 present)
{
	if (!opens_session(flags))
		return previous;
	if (!(flags & FLAG_UDP || has_affinity(service)))
		return present;
	return now.tick - moved_at_tick(moved) <= service->settle_ticks ? previous : present;
}

/* CHOICE_HASH with a moved slot: flows older than the change have no session and stay on the
 * previous real server; all newer flows get a session. This holds through any number of changes,
 * as long as the mark stays until no packet deviates from the slot. */
__attribute__((noinline)) __u32 choose_in_moved_slot(const struct service *service, __u64 hash,
						     __u32 flags)
{
	struct session_bucket *bucket = bucket_of(hash);
	__u32 i, present, previous, server;
	struct region ring, moved;
	__u64 *place, session;
	bool alive;

	if (!service || !bucket)
		return 0;
	ring = region_at(service->ring);
	if (!ring.slab)
		return 0;
	moved = region_at(moved_of(&ring));
	if (!moved.slab)
		return 0;
	i = index_by_hash(&ring, hash);
	present = server_in(&ring, i);
	previous = server_in(&moved, i);
	if (!server_of(service->id, previous))
		previous = present;

	place = &bucket->session[0];
	session = 0;
	if (occupied_bucket(hash)) {
		place = find_session(bucket, tag_of(hash));
		session = *place;
	}
	alive = holds_flow(service, session, hash, flags);
	if (alive && carries_on(session, flags)) {
		server = session_server(session) | seen_with_session(session, flags);
		if (!(flags & FLAG_PEEK))
			session_became(service, place, session,
				       session_after(service, session, flags), hash);
	} else {
		server = server_without_session(service, flags, &moved, previous, present);
		place = NULL;
		if (!alive && previous != present && !(flags & FLAG_PEEK) && opens_session(flags))
			place = place_for_flow(bucket, hash);
		if (place)
			server = enter_session(
			    service, place,
			    session_word(tag_of(hash), server, first_state(service, flags), flags),
			    hash, previous);
		else if (is_first_syn(flags))
			server = previous | OPENED;
		else
			server |= seen_without_session(flags);
	}
	if ((server & SERVER_NUMBER) != present)
		note_use(&ring, &moved, i);
	return server;
}

static __always_inline struct choice choose_by(const struct service *service, __u64 hash,
					       __u32 flags)
{
	struct choice choice = {};
	struct region ring;

	if (service->choice != CHOICE_HASH)
		return choose_by_session(service, hash, flags);
	ring = region_at(service->ring);
	if (!ring.slab)
		return choice;
	if (slot_has_moved(&ring, hash)) {
		choice.number = choose_in_moved_slot(service, hash, flags);
		return choice;
	}
	choice.number = slot_by_hash(&ring, hash);
	if (flags & (TCP_SYN | TCP_FIN | TCP_RST))
		choice.number |= seen_without_session(flags);
	return choice;
}

static __always_inline struct choice choose(const struct service *service, const struct packet *p,
					    __u32 flags)
{
	return choose_by(service, flow_hash(service, p), flags);
}

#endif
