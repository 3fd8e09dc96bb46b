/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Walks the headers of a frame: check, advance, return. */
#ifndef BARO_CURSOR_H
#define BARO_CURSOR_H

#include <stddef.h>
#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_helpers.h>

#define ANY_LENGTH 0xffff /* before the IP header gives it */

/* Ends with the frame, and after `left` bytes according to the IP header. */
struct cursor {
	void *pos;
	void *end;
	__u32 left;
};

static __always_inline struct cursor frame_of(const struct xdp_md *ctx)
{
	struct cursor c = {(void *)(long)ctx->data, (void *)(long)ctx->data_end, ANY_LENGTH};

	return c;
}

/* Takes `size` bytes off the packet; NULL if it is shorter. */
static __always_inline void *take(struct cursor *c, __u32 size)
{
	void *header = c->pos;

	if (!header) /* no frame begins there: the caller's comparison with NULL costs nothing */
		__builtin_unreachable();
	if (header + size > c->end || c->left < size)
		return NULL;
	c->pos = header + size;
	c->left -= size;
	return header;
}

#endif
