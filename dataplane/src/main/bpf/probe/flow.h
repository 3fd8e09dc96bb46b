/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Finds the probe that a packet belongs to, and records its answers. */
#ifndef BARO_FLOW_H
#define BARO_FLOW_H

#include "icmp.h"
#include "maps.h"
#include "read.h"

static __always_inline struct probe_flow *flow_at(enum probe_kind kind, __be16 number)
{
	__u32 index = kind * NUMBERS + bpf_ntohs(number);
	struct probe_flow *flow = bpf_map_lookup_elem(&probe_flows, &index);

	return flow && flow->state != PROBE_NONE ? flow : NULL;
}

/* The probe that sent this packet, which may be a quoted one. */
static __always_inline struct probe_flow *flow_of_question(const struct probe_packet *p)
{
	struct probe_flow *flow = NULL;

	if (p->protocol == IPPROTO_TCP)
		flow = flow_at(KIND_TCP, p->l4.ports.source);
	else if (p->protocol == IPPROTO_UDP)
		flow = flow_at(KIND_UDP, p->l4.ports.source);
	else if (p->protocol == icmp_protocol(p->v6) &&
		 p->l4.icmp.type == (p->v6 ? ICMP6_ECHO : ICMP_ECHO))
		return flow_at(KIND_ICMP, p->l4.icmp.id);
	return flow && flow->port == p->l4.ports.destination ? flow : NULL;
}

/* The probe that an echo reply answers. Other programs on this host also ping, and may
 * use the same identifier. */
static __always_inline struct probe_flow *flow_of_echo_reply(struct __sk_buff *skb,
							     const struct probe_packet *p)
{
	struct probe_flow *flow = flow_at(KIND_ICMP, p->l4.icmp.id);
	__be32 token;

	if (!flow || bpf_skb_load_bytes(skb, p->l4_at + sizeof(p->l4), &token, sizeof(token)))
		return NULL;
	return flow->token == token ? flow : NULL;
}

static __always_inline struct probe_flow *flow_of_answer(struct __sk_buff *skb,
							 const struct probe_packet *p)
{
	struct probe_flow *flow = NULL;

	if (p->protocol == IPPROTO_TCP)
		flow = flow_at(KIND_TCP, p->l4.ports.destination);
	else if (p->protocol == IPPROTO_UDP)
		flow = flow_at(KIND_UDP, p->l4.ports.destination);
	else if (p->protocol == icmp_protocol(p->v6) &&
		 p->l4.icmp.type == (p->v6 ? ICMP6_ECHO_REPLY : ICMP_ECHO_REPLY))
		return flow_of_echo_reply(skb, p);
	return flow && flow->port == p->l4.ports.source ? flow : NULL;
}

/* The only place where answers are counted; false for a sender that is neither the
 * VIP nor its server. */
static __always_inline bool count(struct probe_flow *flow, const struct address *source)
{
	if (same_address(source, &flow->vip))
		flow->from_vip++;
	else if (same_address(source, &flow->server))
		flow->from_server++;
	else
		return false;
	return true;
}

static __always_inline void note_answer(struct probe_flow *flow, const struct probe_packet *p)
{
	if (count(flow, &p->source))
		return;
	flow->from_other++;
	flow->other = p->source;
}

/* An ICMP error that quotes a probe is recorded and left to the kernel. */
static __always_inline void note_error(struct __sk_buff *skb, const struct probe_packet *p)
{
	struct probe_flow *flow;
	struct probe_packet quoted = {};

	if (p->protocol != icmp_protocol(p->v6) ||
	    p->l4.icmp.type != (p->v6 ? ICMP6_UNREACHABLE : ICMP_UNREACHABLE))
		return;
	if (!read_packet(skb, p->l4_at + sizeof(p->l4), p->v6, &quoted))
		return;
	flow = flow_of_question(&quoted);
	if (!flow || !(same_address(&quoted.destination, &flow->server) ||
		       same_address(&quoted.destination, &flow->vip)))
		return;
	flow->error_type = p->l4.icmp.type;
	flow->error_code = p->l4.icmp.code;
	flow->other = p->source;
	count(flow, &p->source);
}

#endif
