/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Where a trace looks at packets. Here nothing looks, and nothing is compiled into the program; the
 * object `trace` is the same program with the hooks of trace/hooks.h in their place. */
#ifndef BARO_HOOKS_H
#define BARO_HOOKS_H

#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_helpers.h>

static __always_inline void on_arrival(struct xdp_md *ctx)
{
	(void)ctx;
}

/* `number` of a real server, with the marks of choose.h; 0 = none. */
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
