// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/* The packet path: parse, virtual service, session or a slot, rewrite, next hop, send. */
#include <stdbool.h>
#include <stddef.h>
#include "maps.h"
#include "verdict.h"
#include "ethernet.h"
#include "icmp.h"
#include "fragment.h"
#include "service.h"
#include "schedule.h"
#include "session.h"
#include "next_hop.h"
#include "rewrite.h"
#include "tunnel.h"
#include "answer.h"
#include "segment.h"
#include "clock.h"

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

/* What the second half of handling an exception needs of the first: numbers only, which the
 * verifier takes as any numbers, where pointers would make it walk the second half once for each
 * way to them. */
struct departure {
	struct address source;
	struct address vip;
	__be32 fragment_id;
	__u32 chosen;
	__u16 service; /* 0 = it does not go to a real server */
	__u16 bytes;
	__u16 vlan;
	__u16 check_offset; /* of the L4 checksum in the frame; 0 = none */
	__u8 l2_bytes;
	__u8 v6;
	__u8 protocol;
	__u8 fragment_protocol;
	__u8 kind;
	__u8 reserved[3];
};

#define MAX_CHECK_OFFSET 0x3fff

static __always_inline void depart(struct xdp_md *ctx, const struct packet *p, __u16 service,
				   __u32 chosen, struct departure *d)
{
	d->source = p->source;
	d->vip = p->vip;
	d->fragment_id = p->fragment_id;
	d->chosen = chosen;
	d->service = service;
	d->bytes = p->bytes;
	d->vlan = p->vlan;
	d->check_offset = p->l4_check ? (void *)p->l4_check - (void *)(long)ctx->data : 0;
	d->l2_bytes = p->l2_bytes;
	d->v6 = p->v6;
	d->protocol = p->protocol;
	d->fragment_protocol = p->fragment_protocol;
	d->kind = p->kind;
}

/* The packet again, as far as forward() needs it. */
static __always_inline bool arrive(struct xdp_md *ctx, const struct departure *d, struct packet *p)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	__u32 offset = d->check_offset & MAX_CHECK_OFFSET;
	__u32 l2_bytes = d->l2_bytes & 31;

	p->source = d->source;
	p->vip = d->vip;
	p->fragment_id = d->fragment_id;
	p->bytes = d->bytes;
	p->vlan = d->vlan;
	p->l2_bytes = l2_bytes;
	p->v6 = d->v6;
	p->protocol = d->protocol;
	p->fragment_protocol = d->fragment_protocol;
	p->kind = d->kind;
	p->l2 = data;
	p->ip = data + l2_bytes;
	if (p->l2 + sizeof(struct ethhdr) > end)
		return false;
	if (p->ip + (p->v6 ? sizeof(struct ipv6hdr) : sizeof(struct iphdr)) > end)
		return false;
	p->l4_check = offset ? data + offset : NULL;
	return !offset || data + offset + sizeof(*p->l4_check) <= end;
}

static __always_inline enum verdict way_of_icmp(struct xdp_md *ctx, struct service_table *table,
						const struct service *vip, struct packet *p,
						struct departure *d)
{
	struct packet flow = {.v6 = p->v6};
	struct service *service;
	enum kind kind;

	if (!p->l4) /* the verifier does not connect it with the kind */
		return VERDICT_MALFORMED;
	switch (icmp_kind_of(p)) {
	case ICMP_ECHO_REQUEST:
		if (!(vip->flags & VIP_SERVED))
			return VERDICT_NO_SERVER;
		answer_echo(p);
		return VERDICT_ANSWERED;
	case ICMP_ANYTHING_ELSE:
		return VERDICT_OTHER_PROTOCOL;
	case ICMP_QUOTES:
		break;
	}
	kind = quoted_flow(ctx, p, &flow);
	if (kind != KIND_WHOLE)
		return kind == KIND_MALFORMED ? VERDICT_MALFORMED : VERDICT_OTHER_PROTOCOL;
	service = find_service(table, &flow.vip, flow.port, flow.protocol);
	if (!service)
		return VERDICT_PORT_NOT_SERVED;
	if (p->ttl <= 1)
		return VERDICT_TTL_EXPIRED;
	depart(ctx, p, service->id, server_of_flow(service, &flow), d);
	return VERDICT_FORWARDED;
}

static __always_inline enum verdict
way_of_later_fragment(struct xdp_md *ctx, const struct packet *p, struct departure *d)
{
	struct fragment *fragment = find_fragment(p);

	if (!fragment)
		return VERDICT_FRAGMENT_UNKNOWN;
	if (p->ttl <= 1)
		return VERDICT_TTL_EXPIRED;
	depart(ctx, p, fragment->service, fragment->server, d);
	return VERDICT_FORWARDED;
}

/* For a VIP, but not simply for a virtual service. */
static __always_inline enum verdict way_to_vip(struct xdp_md *ctx, struct service_table *table,
					       const struct service *vip, struct packet *p,
					       struct departure *d)
{
	switch (p->kind) {
	case KIND_LATER_FRAGMENT:
		return way_of_later_fragment(ctx, p, d);
	case KIND_ICMP:
		return way_of_icmp(ctx, table, vip, p, d);
	case KIND_OTHER:
		return VERDICT_OTHER_PROTOCOL;
	case KIND_SOURCE_ROUTED:
		return VERDICT_SOURCE_ROUTED;
	case KIND_MALFORMED:
		return VERDICT_MALFORMED;
	default:
		return VERDICT_PORT_NOT_SERVED;
	}
}

/* Decides over everything but plain TCP and UDP: the verdict, or `d` filled for a real server. A
 * global function, so that the verifier walks it apart from what comes after it. */
__attribute__((noinline)) int way_of_exception(struct xdp_md *ctx, struct departure *d)
{
	struct service_table *table = table_in_force();
	struct service *service, *vip;
	struct packet p = {};

	if (!table || !d)
		return VERDICT_NOT_A_VIP;
	if (!parse(ctx, &p))
		return answer_arp(ctx, table) ? VERDICT_ANSWERED : VERDICT_NOT_A_VIP;
	if (p.kind == KIND_WHOLE || p.kind == KIND_FIRST_FRAGMENT) {
		service = find_service(table, &p.vip, p.port, p.protocol);
		if (service) {
			if (p.ttl <= 1)
				return VERDICT_TTL_EXPIRED;
			depart(ctx, &p, service->id, choose(service, &p), d);
			return VERDICT_FORWARDED;
		}
	}
	vip = find_service(table, &p.vip, 0, 0);
	if (vip)
		return way_to_vip(ctx, table, vip, &p, d);
	return p.kind == KIND_ICMP && p.v6 && answer_solicitation(ctx, table, &p)
		   ? VERDICT_ANSWERED
		   : VERDICT_NOT_A_VIP;
}

/* The second half: to the real server. */
__attribute__((noinline)) int forward_exception(struct xdp_md *ctx, struct departure *d)
{
	struct exit e = {.verdict = VERDICT_MALFORMED};
	struct packet p = {};

	if (d && arrive(ctx, d, &p))
		forward(ctx, &p, d->service, d->chosen, &e);
	return leave(&e);
}

/* Everything but plain TCP and UDP: a program of its own, with a stack of its own. */
SEC("xdp.frags")
int baro_exceptions(struct xdp_md *ctx)
{
	struct departure d = {};
	struct exit e = {.verdict = way_of_exception(ctx, &d)};

	return d.service ? forward_exception(ctx, &d) : leave(&e);
}

/* exceptions: key 0 is baro_exceptions. Pinned, or it would be emptied when the daemon ends. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__array(values, int(void *));
} exceptions SEC(".maps") = {.values = {[0] = (void *)&baro_exceptions}};

SEC("xdp.frags")
int baro_xdp(struct xdp_md *ctx)
{
	struct service_table *table = table_in_force();
	struct exit e = {.verdict = VERDICT_NOT_A_VIP};
	struct service *service;
	struct packet p = {};

	if (!table)
		return XDP_PASS;
	if (!parse_plain(ctx, &p)) {
		bpf_tail_call(ctx, &exceptions, 0);
		return XDP_PASS;
	}
	service = find_service(table, &p.vip, p.port, p.protocol);
	if (!service) {
		if (find_service(table, &p.vip, 0, 0))
			e.verdict = VERDICT_PORT_NOT_SERVED;
	} else if (p.ttl <= 1) {
		e.verdict = VERDICT_TTL_EXPIRED;
	} else {
		forward(ctx, &p, service->id, choose(service, &p), &e);
	}
	return leave(&e);
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
