/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* The hooks for traces. They are empty here and add nothing to the program. The object `trace`
 * is the same program with the hooks of trace/hooks.h instead. */
#ifndef BARO_HOOKS_H
#define BARO_HOOKS_H

#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_helpers.h>

static __always_inline void on_arrival(struct xdp_md *ctx)
{
	(void)ctx;
}

/* `number`: a real server's number, with the flags of choose.h; 0 = none. */
static __always_inline void on_choice(__u16 service, __u32 number)
{
	(void)service;
	(void)number;
}

static __always_inline void on_leave(struct xdp_md *ctx, __u32 outcome, int action)
{
	(void)ctx;
	(void)outcome;
	(void)action;
}

#endif
