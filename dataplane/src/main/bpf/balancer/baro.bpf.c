// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/* The packet path: parse, find the virtual service, take the session or slot, find the
 * next hop, rewrite, send. */
#include <stdbool.h>
#include <stddef.h>
#include "clock.h"
#include "ethernet.h"
#include "own.h"
#include "slow_path.h"
#include "way_back.h"
#include "forward.h"
#include "service.h"
#include "outcome.h"

/* Handles all packets except plain TCP and UDP, in a separate program with a separate stack. */
SEC("xdp.frags")
int baro_exceptions(struct xdp_md *ctx)
{
	struct departure d = {};
	struct exit e = {.outcome = OUTCOME_NOT_A_VIP};

	if (addressee_of(ctx) == ADDRESSEE_FOREIGN)
		return leave(ctx, &e, &d.vip);
	if (examine(ctx, &d)) {
		e.outcome = way_of_exception(ctx, &d);
		if (e.outcome == OUTCOME_FRAGMENT_UNKNOWN)
			e.outcome = way_of_datagram(ctx, &d);
	} else if (answer_arp(ctx)) {
		e.outcome = OUTCOME_ANSWERED;
	}
	if (d.service)
		return forward_exception(ctx, &d);
	if (refuses_datagram(&d, e.outcome))
		note_refused(&d);
	tell_sender(ctx, &d, &e);
	return leave(ctx, &e, &d.vip);
}

/* exceptions: key 0 is baro_exceptions. Pinned, because otherwise the kernel would empty the map
 * when the daemon ends. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__array(values, int(void *));
} exceptions SEC(".maps") = {.values = {[0] = (void *)&baro_exceptions}};

/* A single function, because splitting it costs every packet one instruction with clang 14. */
SEC("xdp.frags")
int baro_xdp(struct xdp_md *ctx)
{
	struct service_table *table = table_in_force();
	struct exit e = {.outcome = OUTCOME_NOT_A_VIP};
	struct service *service;
	struct packet p = {};

	on_arrival(ctx);
	if (!table)
		return XDP_PASS;
	if (!parse_plain(ctx, &p)) {
		bpf_tail_call(ctx, &exceptions, 0);
		return XDP_PASS;
	}
	service = find_service(table, &p.vip, port_key(p.port, p.protocol));
	if (!service) {
		service = find_service(table, &p.vip, THE_VIP_ITSELF);
		if (service) {
			e.outcome = same_address(&p.source, &p.vip) ? OUTCOME_MARTIAN
								    : OUTCOME_PORT_NOT_SERVED;
			if (p.ttl <= 1 || service->flags & (VIP_REFUSES | VIP_HIDES))
				bpf_tail_call(ctx, &exceptions, 0);
		}
	} else if (p.ttl <= 1 || same_address(&p.source, &p.vip) || may_be_looped(&p)) {
		bpf_tail_call(ctx, &exceptions, 0);
		return XDP_PASS;
	} else {
		forward(ctx, &p, service->id, choose(service, &p, p.flags), &e);
	}
	return leave(ctx, &e, &p.vip);
}

/* Runs once after loading. Makes this program run the clock, and starts the clock if no
 * program ran it before. */
SEC("syscall")
int baro_start_clock(void *ctx)
{
	__u32 zero = 0;
	struct clock *c = bpf_map_lookup_elem(&clock, &zero);

	(void)ctx;
	if (!c)
		return 1;
	bpf_timer_init(&c->timer, &clock, CLOCK_MONOTONIC); /* -EBUSY: an older program did this */
	if (bpf_timer_set_callback(&c->timer, on_timer))
		return 2;
	return start_timer(c) ? 3 : 0;
}

char _license[] SEC("license") = "Dual MIT/GPL";
