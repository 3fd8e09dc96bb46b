/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Everything but plain TCP and UDP: tags, options, extension headers, fragments, ICMP, ARP. */
#ifndef BARO_SLOW_PATH_H
#define BARO_SLOW_PATH_H

#include "ethernet.h"
#include "forward.h"
#include "icmp_quote.h"
#include "neighbour.h"
#include "own.h"

/* What is sent back about a packet that goes no further. */
enum refusal {
	REFUSAL_NONE,
	REFUSAL_RESET,
	REFUSAL_UNREACHABLE,
	REFUSAL_TIME_EXCEEDED,
};

/* What each third of handling an exception needs of the one before: numbers only, which the
 * verifier takes as any numbers, where pointers would make it walk what follows once for each way
 * to them. */
struct departure {
	struct address source;
	struct address vip;
	__be32 fragment_id;
	__u32 flags;
	union {
		__u32 chosen;	 /* on the way to a real server */
		__u32 quote_sum; /* on the way back */
	};
	__u32 tag[MAX_VLAN_TAGS];
	__be16 source_port;
	__be16 port;
	__u16 service; /* 0 = it does not go to a real server */
	__u16 bytes;
	__u16 l4_offset;    /* of the TCP, UDP or ICMP header in the frame; 0 = none */
	__u16 check_offset; /* of the L4 checksum in the frame; 0 = none */
	__u8 l2_bytes;
	__u8 v6;
	__u8 protocol;
	__u8 fragment_protocol;
	__u8 kind;
	__u8 ttl;
	__u8 keeps_tags;
	__u8 refusal; /* enum refusal */
};

#define MAX_L4_OFFSET 0x3fff

static __always_inline void note(struct xdp_md *ctx, const struct packet *p, struct departure *d)
{
	void *data = (void *)(long)ctx->data;

	d->source = p->source;
	d->vip = p->vip;
	d->fragment_id = p->fragment_id;
	d->flags = p->flags;
	d->source_port = p->source_port;
	d->port = p->port;
	d->bytes = p->bytes;
	d->tag[0] = p->tag[0];
	d->tag[1] = p->tag[1];
	d->l4_offset = p->l4 ? p->l4 - data : 0;
	d->check_offset = p->l4_check ? (void *)p->l4_check - data : 0;
	d->l2_bytes = p->l2_bytes;
	d->v6 = p->v6;
	d->protocol = p->protocol;
	d->fragment_protocol = p->fragment_protocol;
	d->kind = p->kind;
	d->ttl = p->ttl;
}

static __always_inline enum outcome depart(struct departure *d, __u16 service, __u32 chosen)
{
	d->service = service;
	d->chosen = chosen;
	return OUTCOME_FORWARDED;
}

/* The sender is told, where `refuses` says so. */
static __always_inline enum outcome refuse(struct departure *d, bool refuses, enum outcome why)
{
	if (refuses)
		d->refusal = d->protocol == IPPROTO_TCP ? REFUSAL_RESET : REFUSAL_UNREACHABLE;
	return why;
}

static __always_inline enum outcome expire(struct departure *d)
{
	d->refusal = REFUSAL_TIME_EXCEEDED;
	return OUTCOME_TTL_EXPIRED;
}

/* The packet again, but for its L4 header and checksum. */
static __always_inline bool arrive(struct xdp_md *ctx, const struct departure *d, struct packet *p)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	__u32 l2_bytes = at_most(d->l2_bytes, 31);
	__u32 header_bytes = d->v6 ? sizeof(struct ipv6hdr) : sizeof(struct iphdr);

	/* What is in bounds depends on the IP version, and Linux 6.1 does not remember why ("offset
	 * is outside of the packet"): it sees the version as the size that it has checked. */
	KEEP_AS_IT_IS(header_bytes);
	p->source = d->source;
	p->vip = d->vip;
	p->fragment_id = d->fragment_id;
	p->flags = d->flags;
	p->source_port = d->source_port;
	p->port = d->port;
	p->bytes = d->bytes;
	p->tag[0] = d->tag[0];
	p->tag[1] = d->tag[1];
	p->keeps_tags = d->keeps_tags;
	p->l2_bytes = l2_bytes;
	p->v6 = header_bytes > sizeof(struct iphdr);
	p->protocol = d->protocol;
	p->fragment_protocol = d->fragment_protocol;
	p->kind = d->kind;
	p->ttl = d->ttl;
	p->stays_on_link = d->v6 && is_link_local(&d->source);
	p->l2 = data;
	p->ip = data + l2_bytes;
	return p->l2 + sizeof(struct ethhdr) <= end && p->ip + header_bytes <= end;
}

/* False where the frame does not hold it, which was checked before. */
static __always_inline bool arrive_check(struct xdp_md *ctx, const struct departure *d,
					 struct packet *p)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	__u32 offset = at_most(d->check_offset, MAX_L4_OFFSET);

	/* One comparison with 0: Linux 6.1 does not connect a second one with the first ("offset is
	 * outside of the packet"). */
	p->l4_check = NULL;
	if (!offset)
		return true;
	if (data + offset + sizeof(*p->l4_check) > end)
		return false;
	p->l4_check = data + offset;
	return true;
}

static __always_inline bool arrive_icmp(struct xdp_md *ctx, const struct departure *d,
					struct packet *p)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	void *icmp = data + at_most(d->l4_offset, MAX_L4_OFFSET);

	if (icmp + sizeof(struct icmp) > end)
		return false;
	p->l4 = icmp;
	return true;
}

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

/* Its later fragments go back, too: the record of the first one names no virtual service. */
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
	record_fragment(p, 0, NO_SERVICE);
	answer_echo(p);
	return OUTCOME_ANSWERED;
}

static __always_inline enum outcome way_of_later_fragment(struct packet *p, struct departure *d)
{
	struct fragment *fragment = find_fragment(p);

	if (!fragment)
		return OUTCOME_FRAGMENT_UNKNOWN;
	if (fragment->service == NO_SERVICE) {
		if (!is_answerable(p))
			return OUTCOME_MARTIAN;
		send_back(p);
		return OUTCOME_ANSWERED;
	}
	if (p->ttl <= 1)
		return OUTCOME_TTL_EXPIRED;
	return depart(d, fragment->service, fragment->server);
}

/* For a VIP, but not simply for a virtual service. */
static __always_inline enum outcome way_to_vip(struct xdp_md *ctx, struct service_table *table,
					       const struct service *vip, struct packet *p,
					       struct departure *d)
{
	switch (p->kind) {
	case KIND_LATER_FRAGMENT:
		return way_of_later_fragment(p, d);
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

/* A packet of a virtual service that goes to a real server, if any takes it. */
static __always_inline enum outcome way_to_server(const struct service *service,
						  const struct packet *p, struct departure *d)
{
	struct choice choice = choose(service, p, p->flags);

	if (!choice.server && !server_of(service->id, choice.number & SERVER_NUMBER))
		return refuse(d, service->flags & SERVICE_REFUSES, OUTCOME_NO_SERVER);
	return depart(d, service->id, choice.number);
}

/* The first third: what a frame is. False for what is neither IPv4 nor IPv6. Global functions, so
 * that the verifier walks each third apart from the others. */
__attribute__((noinline)) int examine(struct xdp_md *ctx, struct departure *d)
{
	struct packet p = {};

	if (!d || !parse(ctx, &p))
		return false;
	note(ctx, &p, d);
	return true;
}

/* A tag without an identifier is no VLAN's: it carries a priority (IEEE 802.1Q). */
static __always_inline bool is_of_vlan(__u32 tag)
{
	return tag & VLAN_ID;
}

/* Whether this host has an interface for the tags. A global function, to be walked once. */
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

/* The second third decides over everything but plain TCP and UDP: the outcome, or `d` filled for a
 * real server. */
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

/* The last third: to the real server. */
__attribute__((noinline)) int forward_exception(struct xdp_md *ctx, struct departure *d)
{
	struct exit e = {.outcome = OUTCOME_MALFORMED};
	struct choice choice = {.number = d ? d->chosen : 0};
	struct packet p = {};

	if (d && arrive(ctx, d, &p) && arrive_check(ctx, d, &p))
		forward(ctx, &p, d->service, choice, &e);
	return leave(&e);
}

#endif
