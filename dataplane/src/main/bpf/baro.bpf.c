// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/* The packet path: parse, virtual service, session or a slot, rewrite, next hop, send. */
#include <stdbool.h>
#include <stddef.h>
#include "maps.h"
#include "verdict.h"
#include "parse.h"
#include "service.h"
#include "schedule.h"
#include "session.h"
#include "next_hop.h"
#include "rewrite.h"
#include "clock.h"

/* A number from a session or a ring is good only while it still names a server of this service. */
static __always_inline struct real_server *server_of(const struct service *service, __u32 index)
{
	struct real_server *server = bpf_map_lookup_elem(&real_servers, &index);

	return server && server->service == service->id ? server : NULL;
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
	if (session_expired(session) || !server_of(service, session_server(session)))
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

static __always_inline enum verdict forward(struct xdp_md *ctx, const struct service *service,
					    const struct packet *p, __u32 *hop_ifindex)
{
	__u32 chosen = choose(service, p);
	__u32 index = chosen & ~OPENED;
	struct real_server *server = server_of(service, index);
	enum verdict verdict;

	if (!server)
		return VERDICT_NO_SERVER;
	verdict = hop_of(ctx, server);
	if (verdict == VERDICT_NO_ROUTE)
		return verdict;
	rewrite_l4(p, server->l4_delta);
	rewrite_ipv4(p->ip, server);
	if (verdict != VERDICT_ROUTED_BY_KERNEL)
		rewrite_eth(p->eth, server);
	*hop_ifindex = server->hop_ifindex;
	count_packet(index, p->bytes, chosen & OPENED);
	return verdict;
}

/* For a VIP, but not for a service of it, or not whole. */
static __always_inline enum verdict decline(const struct packet *p)
{
	if (p->fragment)
		return VERDICT_FRAGMENT;
	if (p->protocol != IPPROTO_TCP && p->protocol != IPPROTO_UDP)
		return VERDICT_OTHER_PROTOCOL;
	return p->l4 ? VERDICT_PORT_NOT_SERVED : VERDICT_MALFORMED;
}

static __always_inline enum verdict decide(struct xdp_md *ctx, __u32 *hop_ifindex)
{
	struct service_table *table = table_in_force();
	struct packet p = {};
	struct service *service;

	if (!table || !parse(ctx, &p))
		return VERDICT_NOT_A_VIP;
	service = p.l4 ? find_service(table, &p.vip, p.port, p.protocol) : NULL;
	if (!service)
		return find_service(table, &p.vip, 0, 0) ? decline(&p) : VERDICT_NOT_A_VIP;
	if (p.ip->ttl <= 1)
		return VERDICT_TTL_EXPIRED;
	return forward(ctx, service, &p, hop_ifindex);
}

SEC("xdp")
int baro_xdp(struct xdp_md *ctx)
{
	__u32 hop_ifindex = 0;
	enum verdict verdict = decide(ctx, &hop_ifindex);

	return leave(verdict, hop_ifindex);
}

/* Run once after loading: hands the clock to this program, and starts it if nobody had. */
SEC("syscall")
int baro_start_clock(void *ctx)
{
	__u32 zero = 0;
	struct clock *c = bpf_map_lookup_elem(&clock, &zero);

	(void)ctx;
	if (!c)
		return 1;
	bpf_timer_init(&c->timer, &clock, CLOCK_MONOTONIC); /* -EBUSY when an older program did */
	if (bpf_timer_set_callback(&c->timer, on_tick))
		return 2;
	return bpf_timer_start(&c->timer, TICK_NS, 0) ? 3 : 0;
}

char _license[] SEC("license") = "Dual MIT/GPL";
