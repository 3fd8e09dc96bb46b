/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Replaces balancer/hooks.h while a trace runs: records the frame on arrival, the chosen server,
 * and the frame on departure. */
#ifndef BARO_HOOKS_H
#define BARO_HOOKS_H

#include <stdbool.h>
#include <stddef.h>
#include "match.h"

static __always_inline struct passage *passage_of_cpu(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&passages, &zero);
}

/* Returns the length of the frame. */
static __always_inline __u32 copy_frame(struct xdp_md *ctx, __u8 *to)
{
	__u64 bytes = bpf_xdp_get_buff_len(ctx);
	__u64 kept = bytes < SNAPSHOT ? bytes : SNAPSHOT;

	if (!kept || bpf_xdp_load_bytes(ctx, 0, to, one_to(SNAPSHOT, kept)))
		return 0;
	return bytes;
}

/* Global functions, so that the verifier walks each of them once. A global function
 * must return a value. */
__attribute__((noinline)) int trace_arrival(struct xdp_md *ctx)
{
	struct passage *passage = passage_of_cpu();
	struct frame frame = {};

	if (!passage)
		return 0;
	frame.data = passage->traced.before;
	frame.bytes = copy_frame(ctx, passage->traced.before);
	passage->traced.bytes_before = frame.bytes;
	if (frame.bytes > SNAPSHOT)
		frame.bytes = SNAPSHOT;
	passage->wanted = matches(&frame);
	passage->traced.service = 0;
	passage->traced.number = 0;
	return 0;
}

__attribute__((noinline)) int trace_leave(struct xdp_md *ctx, __u32 outcome, int action)
{
	struct passage *passage = passage_of_cpu();
	struct traced *traced;

	if (!passage || !passage->wanted)
		return 0;
	passage->wanted = false;
	if (__sync_fetch_and_add(&bounds.left, -1) <= 0)
		return 0;
	traced = &passage->traced;
	traced->ns = bpf_ktime_get_ns();
	traced->ifindex = ctx->ingress_ifindex;
	traced->action = action;
	traced->outcome = outcome;
	traced->bytes_after = copy_frame(ctx, traced->after);
	if (bpf_ringbuf_output(&traces, traced, sizeof(*traced), 0))
		__sync_fetch_and_add(&bounds.lost, 1);
	return 0;
}

static __always_inline void on_arrival(struct xdp_md *ctx)
{
	trace_arrival(ctx);
}

static __always_inline void on_choice(__u16 service, __u32 number)
{
	struct passage *passage = passage_of_cpu();

	if (!passage)
		return;
	passage->traced.service = service;
	passage->traced.number = number;
}

static __always_inline void on_leave(struct xdp_md *ctx, __u32 outcome, int action)
{
	trace_leave(ctx, outcome, action);
}

#endif
