/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Handles everything except plain TCP and UDP: tags, options, extension
 * headers, fragments, ICMP, ARP. */
#ifndef BARO_SLOW_PATH_H
#define BARO_SLOW_PATH_H

#include "early.h"
#include "ethernet.h"
#include "forward.h"
#include "icmp_quote.h"
#include "neighbour.h"
#include "own.h"

static __always_inline enum outcome way_of_icmp(struct xdp_md *ctx, struct service_table *table,
						const struct service *vip, struct packet *p,
						struct departure *d)
{
	struct packet flow = {.v6 = p->v6};
	struct service *service;
	enum kind kind;

	if (!arrive_icmp(ctx, d, p))
		return OUTCOME_MALFORMED;
	switch (icmp_kind_of(p)) {
	case ICMP_ECHO_REQUEST:
		if (!(vip->flags & VIP_SERVED))
			return OUTCOME_NO_SERVER;
		if (!is_answerable(p))
			return OUTCOME_MARTIAN;
		answer_echo(p);
		return OUTCOME_ANSWERED;
	case ICMP_ANYTHING_ELSE:
		return OUTCOME_OTHER_PROTOCOL;
	case ICMP_QUOTES:
		break;
	}
	kind = quoted_flow(ctx, p, &flow);
	if (kind != KIND_WHOLE)
		return kind == KIND_MALFORMED ? OUTCOME_MALFORMED : OUTCOME_OTHER_PROTOCOL;
	service = find_any_service(table, &flow.vip, port_key(flow.port, flow.protocol));
	if (!service)
		return OUTCOME_PORT_NOT_SERVED;
	if (p->ttl <= 1)
		return OUTCOME_TTL_EXPIRED;
	return depart(d, service->id, choose(service, &flow, FLAG_PEEK).number);
}

/* Later fragments of an echo request are also returned to the sender, because the record of its
 * first fragment names no virtual service. */
static __attribute__((noinline)) enum outcome way_of_first_of_icmp(struct xdp_md *ctx,
								   const struct service *vip,
								   struct packet *p,
								   struct departure *d)
{
	if (!arrive_icmp(ctx, d, p))
		return OUTCOME_MALFORMED;
	if (icmp_kind_of(p) != ICMP_ECHO_REQUEST)
		return OUTCOME_OTHER_PROTOCOL;
	if (!(vip->flags & VIP_SERVED))
		return OUTCOME_NO_SERVER;
	if (!is_answerable(p))
		return OUTCOME_MARTIAN;
	record_fragment(d, 0, NO_SERVICE);
	answer_echo(p);
	return OUTCOME_ANSWERED;
}

/* Handles a packet for a VIP that is not an ordinary packet of a virtual service. */
static __always_inline enum outcome way_to_vip(struct xdp_md *ctx, struct service_table *table,
					       const struct service *vip, struct packet *p,
					       struct departure *d)
{
	switch (p->kind) {
	case KIND_LATER_FRAGMENT:
		return OUTCOME_FRAGMENT_UNKNOWN; /* unless way_of_datagram() places it */
	case KIND_ICMP:
		return way_of_icmp(ctx, table, vip, p, d);
	case KIND_FIRST_OF_ICMP:
		return way_of_first_of_icmp(ctx, vip, p, d);
	case KIND_OTHER:
		return OUTCOME_OTHER_PROTOCOL;
	case KIND_SOURCE_ROUTED:
		return OUTCOME_SOURCE_ROUTED;
	case KIND_MALFORMED:
		return OUTCOME_MALFORMED;
	default:
		if (p->ttl <= 1)
			return expire(d);
		return refuse(d, vip->flags & VIP_REFUSES, OUTCOME_PORT_NOT_SERVED);
	}
}

/* Handles a packet of a virtual service: it goes to a real server if one accepts it. */
static __always_inline enum outcome way_to_server(const struct service *service,
						  const struct packet *p, struct departure *d)
{
	struct choice choice = {};

	__u32 early = 0;

	if (p->kind == KIND_FIRST_FRAGMENT && p->protocol == IPPROTO_UDP)
		early = server_of_early(service, d);
	if (early)
		choice.number = follow_early(service, d, early);
	if (!choice.number) {
		choice = choose(service, p, p->flags);
		d->by_flow = choice.number;
	}
	if (!choice.server && !server_of(service->id, choice.number & SERVER_NUMBER))
		return refuse(d, service->flags & SERVICE_REFUSES, OUTCOME_NO_SERVER);
	return depart(d, service->id, choice.number);
}

/* The first stage parses a frame. False if it is neither IPv4 nor IPv6. The stages are global
 * functions, so that the verifier walks each of them separately. */
__attribute__((noinline)) int examine(struct xdp_md *ctx, struct departure *d)
{
	struct packet p = {};

	if (!d || !parse(ctx, &p))
		return false;
	note(ctx, &p, d);
	return true;
}

/* A tag without an identifier belongs to no VLAN and only carries a priority (IEEE 802.1Q). */
static __always_inline bool is_of_vlan(__u32 tag)
{
	return tag & VLAN_ID;
}

/* Whether this host has an interface for the tags. A global function, so that the
 * verifier walks it once. */
__attribute__((noinline)) int has_interface(struct xdp_md *ctx, struct departure *d)
{
	struct tag_key key = {.ifindex = ctx->ingress_ifindex, .tag = ANY_TAG};

	if (!d)
		return false;
	if (!d->tag[0])
		return true;
	d->keeps_tags = !!bpf_map_lookup_elem(&tags, &key);
	if (d->keeps_tags)
		return true;
#pragma unroll
	for (int i = 0; i < MAX_VLAN_TAGS; i++) {
		__u32 *ifindex;

		key.tag = d->tag[i];
		if (!is_of_vlan(key.tag))
			continue;
		ifindex = bpf_map_lookup_elem(&tags, &key);
		if (!ifindex)
			return false;
		key.ifindex = *ifindex;
	}
	return true;
}

/* The second stage handles all packets except plain TCP and UDP: it returns the outcome, or
 * fills `d` for a real server. */
__attribute__((noinline)) int way_of_exception(struct xdp_md *ctx, struct departure *d)
{
	struct service_table *table = table_in_force();
	struct service *service, *vip;
	struct packet p = {};
	bool own, martian;

	if (!table || !d || !arrive(ctx, d, &p) || !has_interface(ctx, d))
		return OUTCOME_NOT_A_VIP;
	own = addressee_of(ctx) == ADDRESSEE_OWN;
	martian = is_martian(&p.source, &p.vip, p.v6);
	if ((p.kind == KIND_WHOLE || p.kind == KIND_FIRST_FRAGMENT) && own && !martian) {
		service = find_any_service(table, &p.vip, port_key(p.port, p.protocol));
		if (service) {
			if (is_looped(&p))
				return OUTCOME_LOOPED;
			if (p.ttl <= 1)
				return expire(d);
			return way_to_server(service, &p, d);
		}
	}
	if (p.kind == KIND_ICMP && p.v6 && !martian && arrive_icmp(ctx, d, &p) &&
	    is_solicitation(&p)) {
		if (answer_solicitation(ctx, table, &p))
			return OUTCOME_ANSWERED;
	}
	vip = find_service(table, &p.vip, THE_VIP_ITSELF);
	if (!vip || !own)
		return OUTCOME_NOT_A_VIP;
	if (martian)
		return OUTCOME_MARTIAN;
	return is_looped(&p) ? OUTCOME_LOOPED : way_to_vip(ctx, table, vip, &p, d);
}

/* Returns a later fragment of an echo request. A global function, so that the
 * verifier walks it once. */
__attribute__((noinline)) int return_fragment(struct xdp_md *ctx, struct departure *d)
{
	struct packet p = {};

	if (!d || !arrive(ctx, d, &p) || !is_answerable(&p))
		return OUTCOME_MARTIAN;
	send_back(&p);
	if (d->early)
		note_early(d);
	return OUTCOME_ANSWERED;
}

/* Handles packets that the second stage accepts for the VIP. A separate function, because
 * together the two need more stack than is available. */
static __always_inline enum outcome way_of_datagram(struct xdp_md *ctx, struct departure *d)
{
	__u32 place = place_of_later(d);

	if (place == PLACE_UNKNOWN)
		return OUTCOME_FRAGMENT_UNKNOWN;
	if (place == PLACE_BACK)
		return return_fragment(ctx, d);
	if (d->ttl <= 1)
		return OUTCOME_TTL_EXPIRED;
	return depart(d, place >> 16, place & SERVER_NUMBER);
}

/* The last stage forwards a packet to its real server. */
__attribute__((noinline)) int forward_exception(struct xdp_md *ctx, struct departure *d)
{
	struct exit e = {.outcome = OUTCOME_MALFORMED};
	struct choice choice = {.number = d ? d->chosen : 0};
	struct packet p = {};

	if (d && arrive(ctx, d, &p) && arrive_check(ctx, d, &p)) {
		forward(ctx, &p, d->service, choice, &e);
		note_fragment(d, has_left(&e));
	}
	return leave(ctx, &e, &p.vip);
}

#endif
