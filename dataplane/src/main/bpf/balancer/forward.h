/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* The steps after the choice of a real server: next hop, size, rewrite. */
#ifndef BARO_FORWARD_H
#define BARO_FORWARD_H

#include "answer.h"
#include "choose.h"
#include "next_hop.h"
#include "rewrite.h"
#include "service.h"
#include "tunnel.h"

static __attribute__((noinline)) struct real_server_counters *counters_in_block(__u32 server)
{
	__u32 block = server / COUNTERS_PER_BLOCK, in_block = server % COUNTERS_PER_BLOCK;
	void *map = bpf_map_lookup_elem(&counter_blocks, &block);

	return map ? bpf_map_lookup_elem(map, &in_block) : NULL;
}

static __always_inline struct real_server_counters *counters_of(__u32 server)
{
	if (server < COUNTERS_PER_BLOCK)
		return bpf_map_lookup_elem(&real_server_counters, &server);
	return counters_in_block(server);
}

static __always_inline void count_packet(__u32 chosen, __u32 bytes)
{
	struct real_server_counters *counters = counters_of(chosen & SERVER_NUMBER);

	if (!counters)
		return;
	counters->packets++;
	counters->bytes += bytes;
	if (chosen > SERVER_NUMBER) {
		counters->sessions += !!(chosen & OPENED);
		counters->repeats += !!(chosen & REPEATED);
		counters->ends += !!(chosen & ENDED);
	}
}

static __always_inline bool may_be_fragmented(const struct packet *p)
{
	return !p->v6 && !(((struct iphdr *)p->ip)->frag_off & bpf_htons(IP_DF));
}

/* Whether the frame's tags must change: it leaves with the tag of the interface in the route
 * to the real server. */
static __always_inline bool has_other_tags(const struct packet *p, const struct real_server *server)
{
	if (!server->hop_vlan)
		return p->l2_bytes > sizeof(struct ethhdr) && !p->keeps_tags;
	return p->tag[1] || p->tag[0] != ((__u32)ETH_P_8021Q << 16 | server->hop_vlan);
}

/* The real server itself sent the frame. It has lost the VIP and forwards packets; otherwise it
 * would have kept this packet. Without this check, it would get the same packet repeatedly
 * until the TTL expires. */
static __always_inline bool has_circled(const struct packet *p, const struct real_server *server)
{
	const __u8 *source = p->l2 + ETH_ALEN;

	return __builtin_expect(mac_end(source) == server->direct_mac, 0) && server->direct_mac &&
	       *(const __u16 *)source == *(const __u16 *)server->hop_mac;
}

/* The packet would leave the only link on which its source is valid. */
static __always_inline bool leaves_link(const struct packet *p, const struct real_server *server,
					enum outcome outcome)
{
	return p->stays_on_link && (outcome != OUTCOME_FORWARDED || server->method == METHOD_IPIP ||
				    has_other_tags(p, server));
}

/* Size and rewrite: the last two steps. `e->outcome` is the result of looking up the next hop. */
static __always_inline void rewrite_and_send(struct xdp_md *ctx, struct packet *p,
					     struct real_server *server, struct exit *e)
{
	__s32 fits = server->hop_mtu;

	if (server->method == METHOD_IPIP)
		fits -= tunnel_bytes(server);
	if ((__s32)p->bytes > fits && e->outcome != OUTCOME_ROUTED_BY_KERNEL) {
		if (server->method != METHOD_DSCP || !may_be_fragmented(p)) {
			answer_too_big(ctx, p, fits, e);
			return;
		}
		e->outcome = OUTCOME_ROUTED_BY_KERNEL;
	}
	if (server->method == METHOD_DSCP) {
		rewrite(p, server);
		if (e->outcome != OUTCOME_ROUTED_BY_KERNEL)
			rewrite_eth(p->l2, server);
		return;
	}
	leave_last_hop(p);
	if (server->method == METHOD_MAC)
		rewrite_eth(p->l2, server);
	else if (!encapsulate(ctx, p, server))
		e->outcome = OUTCOME_NO_ROUTE;
}

static __always_inline void forward(struct xdp_md *ctx, struct packet *p, __u16 service,
				    struct choice choice, struct exit *e)
{
	__u32 number = choice.number & SERVER_NUMBER;
	struct real_server *server = choice.server ?: server_of(service, number);
	__u32 bytes = p->bytes;

	on_choice(service, choice.number);
	e->outcome = OUTCOME_NO_SERVER;
	if (!server)
		return;
	if (__builtin_expect(same_address(&p->source, &server->address), 0)) {
		e->outcome = OUTCOME_MARTIAN;
		return;
	}
	e->outcome = hop_of(ctx, &server, number, p->l2_bytes, e);
	if (e->outcome == OUTCOME_ROUTED_BY_KERNEL && server->method != METHOD_DSCP)
		e->outcome = OUTCOME_NO_ROUTE;
	if (e->outcome == OUTCOME_NO_ROUTE)
		return;
	if (has_circled(p, server)) {
		e->outcome = OUTCOME_LOOPED;
		return;
	}
	if (leaves_link(p, server, e->outcome)) {
		e->outcome = OUTCOME_MARTIAN;
		return;
	}
	rewrite_and_send(ctx, p, server, e);
	if (e->outcome == OUTCOME_TOO_BIG || e->outcome == OUTCOME_NO_ROUTE)
		return;
	if (has_other_tags(p, server) && e->outcome != OUTCOME_ROUTED_BY_KERNEL &&
	    !retag(ctx, p->l2_bytes, server->hop_vlan)) {
		e->outcome = OUTCOME_NO_ROUTE;
		return;
	}
	count_packet(choice.number, bytes);
}

#endif
