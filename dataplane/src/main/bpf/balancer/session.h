/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* The session table: one cache line per packet, and no lock. Every change of a session is one
 * compare-and-swap, and only its winner updates the counts. */
#ifndef BARO_SESSION_H
#define BARO_SESSION_H

#include "parse.h"

#define SESSION_TICK_MASK 0x1fff
#define SESSION_STATE_SHIFT 13
#define SESSION_SERVER_SHIFT 16

/* A half-open session has fewer bits of the tick, and stores the highest bits of its SYN's
 * sequence number in the remaining ones. */
#define HALF_OPEN_TICK_MASK 0x7f
#define HALF_OPEN_SEQUENCE_SHIFT 7

const volatile __u32 tick_mask[8] = {
    [SESSION_FREE] = SESSION_TICK_MASK,	       [SESSION_HALF_OPEN] = HALF_OPEN_TICK_MASK,
    [SESSION_UDP_NEW] = SESSION_TICK_MASK,     [SESSION_CLOSING] = SESSION_TICK_MASK,
    [SESSION_COPY] = SESSION_TICK_MASK,	       [SESSION_ESTABLISHED] = SESSION_TICK_MASK,
    [SESSION_UDP] = SESSION_TICK_MASK,	       [SESSION_AFFINITY] = SESSION_TICK_MASK,
};

/* The highest bits of a segment's sequence number, as stored in the flags. */
static __always_inline __u32 sequence_in(__u32 flags)
{
	return flags >> FLAG_SEQUENCE_SHIFT & SEQUENCE_MASK;
}

static __always_inline __u64 session_word(__u32 tag, __u32 server, __u32 state, __u32 flags)
{
	__u32 seen = now.tick & SESSION_TICK_MASK;

	if (state == SESSION_HALF_OPEN)
		seen = (seen & HALF_OPEN_TICK_MASK) | sequence_in(flags)
							  << HALF_OPEN_SEQUENCE_SHIFT;
	return (__u64)tag << 32 | (__u64)server << SESSION_SERVER_SHIFT |
	       state << SESSION_STATE_SHIFT | seen;
}

/* The upper half of the flow hash is the tag; the highest bits of the lower
 * half select the bucket. */
static __always_inline __u32 tag_of(__u64 hash)
{
	return hash >> 32;
}

static __always_inline __u32 session_server(__u64 session)
{
	return session >> SESSION_SERVER_SHIFT & 0xffff;
}

static __always_inline __u32 session_state(__u64 session)
{
	return session >> SESSION_STATE_SHIFT & 7;
}

static __always_inline __u32 session_idle_ticks(__u64 session)
{
	return (now.tick - session) & tick_mask[session_state(session)];
}

static __always_inline bool session_expired(__u64 session)
{
	return session_idle_ticks(session) > limits.session_timeout_ticks[session_state(session)];
}

/* Whether a session counts as active: ended sessions and copies from peers do not. */
static __always_inline bool session_active(__u64 session)
{
	return session &&
	       session_state(session) - SESSION_CLOSING > SESSION_COPY - SESSION_CLOSING;
}

static __always_inline void count_active(__u64 session, int change)
{
	__u32 server = session_server(session);
	struct real_server_load *load = bpf_map_lookup_elem(&real_server_loads, &server);

	if (load)
		__sync_fetch_and_add(&load->sessions_active, change);
}

/* Replaces the content of a place; false, with no change made, if another CPU was faster. */
static __always_inline bool session_replace(__u64 *place, __u64 before, __u64 after)
{
	if (__sync_val_compare_and_swap(place, before, after) != before)
		return false;
	if (session_active(before) &&
	    (!session_active(after) || session_server(before) != session_server(after)))
		count_active(before, -1);
	if (session_active(after) &&
	    (!session_active(before) || session_server(before) != session_server(after)))
		count_active(after, 1);
	return true;
}

static __always_inline __u32 bucket_number(__u64 hash)
{
	return (hash & 0xffffffff) >> settings.session_bucket_shift;
}

static __always_inline struct session_bucket *bucket_of(__u64 hash)
{
	__u32 key = bucket_number(hash);

	return bpf_map_lookup_elem(&sessions, &key);
}

static __always_inline __u64 *occupied_bits(__u32 bucket)
{
	__u32 key = bucket / 64;

	return bpf_map_lookup_elem(&occupied, &key);
}

/* The bucket, or NULL if its bit shows that it is empty. Most buckets are empty, so only
 * their bits are read. */
static __always_inline struct session_bucket *occupied_at(__u32 bucket)
{
	__u64 *bits = occupied_bits(bucket);

	if (!bits || !(*bits >> bucket % 64 & 1))
		return NULL;
	return bpf_map_lookup_elem(&sessions, &bucket);
}

/* The bucket of a flow, or NULL if it is empty. */
static __always_inline struct session_bucket *occupied_bucket(__u64 hash)
{
	return occupied_at(bucket_number(hash));
}

static __always_inline void occupy(__u32 bucket)
{
	__u64 *bits = occupied_bits(bucket), bit = 1ull << bucket % 64;

	if (bits && !(*(volatile __u64 *)bits & bit))
		__sync_fetch_and_or(bits, bit);
}

static __always_inline bool is_empty(const struct session_bucket *bucket)
{
	__u64 any = 0;

#pragma unroll
	for (int i = 0; i < SESSIONS_PER_BUCKET; i++)
		any |= *(volatile const __u64 *)&bucket->session[i];
	return !any;
}

/* Called after a session is removed. A CPU that enters a session sets the bit again afterwards,
 * and this function checks the bucket again, so one of them notices the other's change. */
__attribute__((noinline)) int vacate(__u32 bucket)
{
	struct session_bucket *found = bpf_map_lookup_elem(&sessions, &bucket);
	__u64 *bits = occupied_bits(bucket), bit = 1ull << bucket % 64;

	if (!found || !bits || !is_empty(found))
		return 0;
	if (__sync_fetch_and_and(bits, ~bit) & bit && !is_empty(found))
		__sync_fetch_and_or(bits, bit);
	return 0;
}

static __always_inline bool session_is(__u64 session, __u32 tag)
{
	return session && session >> 32 == tag;
}

/* The place of the session with this tag, if it exists; the caller checks with session_is().
 * All eight places are compared without a branch or dependency. They are in one cache line, a
 * mispredicted branch costs more than eight comparisons, and the verifier has one path to
 * walk instead of nine. */
static __always_inline __u64 *find_session(struct session_bucket *bucket, __u32 tag)
{
	__u64 seen = 0, from_it_on = 0;

#pragma unroll
	for (int i = 0; i < SESSIONS_PER_BUCKET; i++) {
		__u64 difference = bucket->session[i] >> 32 ^ tag;

		seen |= (difference - 1) >> 63;
		KEEP_AS_IT_IS(seen);
		from_it_on += seen;
	}
	return &bucket->session[(SESSIONS_PER_BUCKET - from_it_on) & (SESSIONS_PER_BUCKET - 1)];
}

/* Whether a new session may evict a session in this state: no client has acknowledged it, or its
 * end was seen. All bits or none. */
const volatile __u32 gives_way[8] = {
    [SESSION_HALF_OPEN] = ~0u,
    [SESSION_UDP_NEW] = ~0u,
    [SESSION_CLOSING] = ~0u,
};
/* A free place is taken first, and a copy before any live session of this balancer. */
const volatile __u32 free_place[8] = {[SESSION_FREE] = 1 << 15, [SESSION_COPY] = 1 << 13};

#define SESSION_RESTS_TICKS 3 /* longer than a round trip to a client */

/* How readily a session is evicted: 0 if it must not be evicted. Free and expired places
 * come first, then the longest idle. The code has no branches, because eight places with
 * branches exceed the states that the verifier of Linux 6.18 explores ("BPF program is too
 * large. Processed 1000001 insn"). */
static __always_inline __s64 dispensability(__u64 session)
{
	__u32 state = session_state(session);
	__s64 idle = session_idle_ticks(session);
	__s64 expired = ((__s64)limits.session_timeout_ticks[state] - idle) >> 63;
	__s64 busy = (idle - SESSION_RESTS_TICKS) >> 63;

	return (expired & 1) << 14 | free_place[state] | (idle & ~busy & gives_way[state]);
}

/* The place for a new session; NULL if no session in the bucket may be evicted. */
static __always_inline __u64 *place_for_session(struct session_bucket *bucket)
{
	__s64 best = SESSIONS_PER_BUCKET - 1; /* of dispensability 0 */

#pragma unroll
	for (int i = 0; i < SESSIONS_PER_BUCKET; i++) {
		__s64 more = (dispensability(bucket->session[i]) << 3 | i) - best;
		__s64 less = more >> 63;

		KEEP_AS_IT_IS(less);
		best += more & ~less;
	}
	return best >> 3 ? &bucket->session[best & 7] : NULL;
}

static __always_inline bool is_first_syn(__u32 flags)
{
	return (flags & (TCP_SYN | TCP_ACK | TCP_RST | FLAG_UDP)) == TCP_SYN;
}

static __always_inline bool opens_session(__u32 flags)
{
	return flags & FLAG_UDP || is_first_syn(flags);
}

/* The one-sided TCP states: only the client's packets are seen (Linux net/netfilter/ipvs/
 * ip_vs_proto_tcp.c, table tcp_states, INPUT_ONLY rows). Data after a FIN or RST shows that the
 * FIN or RST was forged: a client sends no more data. */
static __always_inline __u32 next_state(const struct service *service, __u64 session, __u32 flags)
{
	__u32 state = session_state(session);

	if (state == SESSION_COPY) { /* proved genuine at its peer; this balancer owns it now */
		if (service->flags & SERVICE_AFFINITY)
			return SESSION_AFFINITY;
		if (flags & FLAG_UDP)
			return SESSION_UDP;
		state = SESSION_ESTABLISHED;
	}
	if (state == SESSION_AFFINITY)
		return state;
	if (flags & FLAG_UDP)
		return session_idle_ticks(session) ? SESSION_UDP : state;
	if (flags & (TCP_FIN | TCP_RST))
		return SESSION_CLOSING;
	if (state == SESSION_HALF_OPEN && !(flags & TCP_SYN))
		return SESSION_ESTABLISHED;
	if (state == SESSION_CLOSING && flags & TCP_PSH)
		return SESSION_ESTABLISHED;
	return state;
}

/* The case of nearly every packet: the session is confirmed and was seen in this tick, and the
 * packet does not change its state. */
static __always_inline bool session_is_unmoved(__u64 session, __u32 flags)
{
	return session_state(session) >= SESSION_ESTABLISHED &&
	       !((now.tick - session) & SESSION_TICK_MASK) &&
	       !(flags & (TCP_SYN | TCP_FIN | TCP_RST));
}

/* A half-open session proves nothing, because its SYN may forge the address of a client whose
 * own flow is older. Only packets that continue from that SYN belong to it: the SYN again, or a
 * segment whose sequence number is at most 2^26 to 2^27 higher. Other packets are treated as if
 * there were no session. */
static __always_inline bool carries_on(__u64 session, __u32 flags)
{
	__u32 begun = session >> HALF_OPEN_SEQUENCE_SHIFT & SEQUENCE_MASK;

	if (session_state(session) != SESSION_HALF_OPEN || flags & FLAG_PEEK)
		return true;
	return ((sequence_in(flags) - begun) & SEQUENCE_MASK) <= !(flags & TCP_SYN);
}

/* The session after a packet: its new state and the time. */
static __always_inline __u64 session_after(const struct service *service, __u64 session,
					   __u32 flags)
{
	return session_word(session >> 32, session_server(session),
			    next_state(service, session, flags), flags);
}

/* Writes a session at most once per tick and state. Returns whether this packet has written it. */
static __always_inline bool session_saw(__u64 *place, __u64 session, __u64 after)
{
	return after != session && session_replace(place, session, after);
}

#endif
