/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* From a packet of a virtual service to its real server: session or slot, next hop, size, rewrite.
 */
#ifndef BARO_FORWARD_H
#define BARO_FORWARD_H

#include "answer.h"
#include "fragment.h"
#include "next_hop.h"
#include "rewrite.h"
#include "schedule.h"
#include "service.h"
#include "session.h"
#include "tunnel.h"

/* A number from a session or a ring is good only while it still names a server of this service. */
static __always_inline struct real_server *server_of(__u16 service, __u32 number)
{
	struct real_server *server = bpf_map_lookup_elem(&real_servers, &number);

	return server && server->service == service ? server : NULL;
}

static __always_inline void count_packet(__u32 server, __u32 bytes, __u32 opened)
{
	struct real_server_counters *counters = bpf_map_lookup_elem(&real_server_counters, &server);

	if (!counters)
		return;
	counters->packets++;
	counters->bytes += bytes;
	counters->sessions += !!opened;
}

/* A session that a SYN may not open anew, still held by a server of this service. */
static __always_inline bool goes_on(const struct service *service, const struct packet *p,
				    __u64 session)
{
	if (session_expired(session) || !server_of(service->id, session_server(session)))
		return false;
	return !(opens_session(p) && session_state(session) == SESSION_CLOSING);
}

#define OPENED (1u << 31) /* set beside a real server's number: the session is new */

/* A real server for a new session, and its entry; 0 for none. A function of its own, because the
 * verifier then walks it once and not once for each way into it. When another CPU took the place
 * with a packet of the same flow, that one's choice holds. */
__attribute__((noinline)) __u32 open_session(__u64 hash, __u32 service_id, __u32 choice,
					     __u32 ring_index, __u32 state)
{
	struct ring *ring = bpf_map_lookup_elem(&rings, &ring_index);
	struct session_bucket *bucket = bucket_of(hash);
	__u64 *place, before;
	__u32 server;

	if (!ring || !bucket)
		return 0;
	server = take_slot(service_id, choice, ring, hash);
	if (!server)
		return 0;
	place = find_session(bucket, tag_of(hash));
	if (!session_is(*place, tag_of(hash)))
		place = place_for_session(bucket);
	before = *place;
	if (session_replace(place, before, session_word(tag_of(hash), server, state)))
		return server | OPENED;
	before = *place;
	return session_is(before, tag_of(hash)) ? session_server(before) : server;
}

/* For a packet in mid-flow without a session: the same server on every balancer, and no entry. */
static __always_inline __u32 server_by_hash(const struct service *service, __u64 hash)
{
	__u32 ring_index = service->ring;
	struct ring *ring = bpf_map_lookup_elem(&rings, &ring_index);

	return ring ? slot_by_hash(ring, hash) : 0;
}

/* Number of the real server for this packet, with OPENED where it is the first one; 0 for none. */
static __always_inline __u32 choose(const struct service *service, const struct packet *p)
{
	__u64 hash = flow_hash(p);
	struct session_bucket *bucket = bucket_of(hash);

	if (bucket) {
		__u64 *place = find_session(bucket, tag_of(hash));
		__u64 session = *place;

		if (session_is(session, tag_of(hash)) && goes_on(service, p, session)) {
			session_saw(place, session, p);
			return session_server(session);
		}
	}
	if (!opens_session(p))
		return server_by_hash(service, hash);
	return open_session(hash, service->id, service->choice, service->ring,
			    p->protocol == IPPROTO_UDP ? SESSION_UDP : SESSION_HALF_OPEN);
}

/* The session that a flow has, and nothing of it is changed; the hash where it has none. */
static __always_inline __u32 server_of_flow(const struct service *service,
					    const struct packet *flow)
{
	__u64 hash = flow_hash(flow);
	struct session_bucket *bucket = bucket_of(hash);

	if (bucket) {
		__u64 session = *find_session(bucket, tag_of(hash));

		if (session_is(session, tag_of(hash)) && !session_expired(session) &&
		    server_of(service->id, session_server(session)))
			return session_server(session);
	}
	return server_by_hash(service, hash);
}

static __always_inline bool may_be_fragmented(const struct packet *p)
{
	return !p->v6 && !(((struct iphdr *)p->ip)->frag_off & bpf_htons(IP_DF));
}

/* Size and rewrite: the last two steps. `verdict` is what the next hop gave. */
static __always_inline void rewrite_and_send(struct xdp_md *ctx, struct packet *p,
					     struct real_server *server, struct exit *e)
{
	__u32 tunnel = server->method == METHOD_IPIP ? tunnel_bytes(server) : 0;
	__u32 mtu = server->hop_mtu;

	e->ifindex = server->hop_ifindex;
	if (e->verdict != VERDICT_ROUTED_BY_KERNEL && p->bytes + tunnel > mtu) {
		if (server->method != METHOD_DSCP || !may_be_fragmented(p)) {
			answer_too_big(ctx, p, mtu - tunnel, e);
			return;
		}
		e->verdict = VERDICT_ROUTED_BY_KERNEL;
	}
	if (server->method == METHOD_DSCP) {
		rewrite(p, server);
		if (e->verdict != VERDICT_ROUTED_BY_KERNEL)
			rewrite_eth(p->l2, server);
		return;
	}
	lower_ttl(p);
	if (server->method == METHOD_MAC)
		rewrite_eth(p->l2, server);
	else if (!encapsulate(ctx, p, server))
		e->verdict = VERDICT_NO_ROUTE;
}

/* From the real server on; `chosen` is its number, with OPENED where the session is new. */
static __always_inline void forward(struct xdp_md *ctx, struct packet *p, __u16 service,
				    __u32 chosen, struct exit *e)
{
	__u32 number = chosen & ~OPENED;
	struct real_server *server = server_of(service, number);
	__u32 bytes = p->bytes;

	e->verdict = VERDICT_NO_SERVER;
	if (!server)
		return;
	e->verdict = hop_of(ctx, p, server, number);
	if (e->verdict == VERDICT_ROUTED_BY_KERNEL && server->method != METHOD_DSCP)
		e->verdict = VERDICT_NO_ROUTE;
	if (e->verdict == VERDICT_NO_ROUTE)
		return;
	rewrite_and_send(ctx, p, server, e);
	if (e->verdict == VERDICT_TOO_BIG || e->verdict == VERDICT_NO_ROUTE)
		return;
	count_packet(number, bytes, chosen & OPENED);
	if (p->kind == KIND_FIRST_FRAGMENT)
		record_fragment(p, number, service);
}

#endif
