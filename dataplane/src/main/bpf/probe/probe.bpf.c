// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/* Steers health probes (at TCX, after XDP). A probe's socket is connected to the real server's
 * own address. On the way out, its packets take the form of a client's packets as the balancer
 * forwards them. On the way in, an answer from the VIP gets the source address that the socket
 * expects. Answers to a marked probe from any other address are counted and dropped. */
#include "flow.h"
#include "replace.h"
#include "segment.h"
#include "wrap.h"

/* The results, named TCX_NEXT and TCX_DROP in recent versions of linux/bpf.h. */
enum tcx_action {
	NEXT = -1,
	DROP = 2,
};

/* An answer from elsewhere must not make a probe pass without an answer from the VIP. */
static __always_inline enum tcx_action receive(struct __sk_buff *skb, const struct probe_packet *p,
					       struct probe_flow *flow)
{
	note_answer(flow, p);
	if (flow->state == PROBE_PLAIN)
		return NEXT;
	if (!same_address(&p->source, &flow->vip))
		return DROP;
	if (flow->method == METHOD_IPIP && is_syn(skb, p) &&
	    shorten_segments(skb, p, tunnel_bytes(&flow->server)))
		return DROP;
	return replace_source(skb, p, &flow->server) ? DROP : NEXT;
}

SEC("tc")
int baro_probe_in(struct __sk_buff *skb)
{
	struct probe_packet p = {};
	struct probe_flow *flow;

	if (!read_frame(skb, &p))
		return NEXT;
	flow = flow_of_answer(skb, &p);
	if (flow)
		return receive(skb, &p, flow);
	note_error(skb, &p);
	return NEXT;
}

static __always_inline bool is_steered(const struct probe_packet *p, const struct probe_flow *flow)
{
	return flow->state == PROBE_MARKED && flow->method != METHOD_DSCP &&
	       same_address(&p->destination, &flow->server);
}

/* Drops a probe that cannot be rewritten completely, because its result would be misleading. */
static __always_inline enum tcx_action steer(struct __sk_buff *skb, const struct probe_packet *p,
					     const struct probe_flow *flow)
{
	if (replace_destination(skb, p, &flow->vip))
		return DROP;
	if (flow->method == METHOD_MAC)
		return NEXT;
	return wrap(skb, p, &flow->server) ? DROP : NEXT;
}

SEC("tc")
int baro_probe_out(struct __sk_buff *skb)
{
	struct probe_packet p = {};
	struct probe_flow *flow;

	if (!read_frame(skb, &p))
		return NEXT;
	flow = flow_of_question(&p);
	return flow && is_steered(&p, flow) ? steer(skb, &p, flow) : NEXT;
}

char _license[] SEC("license") = "Dual MIT/GPL";
