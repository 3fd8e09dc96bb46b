/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Walks the headers of a frame: check, advance, return. */
#ifndef BARO_CURSOR_H
#define BARO_CURSOR_H

#include <stddef.h>
#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_helpers.h>

#define ANY_LENGTH 0xffff /* used until the IP header gives the length */

/* Ends at the end of the frame, or sooner, after the `left` bytes that the IP header allows. */
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

/* Takes the next `size` bytes of the packet; NULL if fewer are left. */
static __always_inline void *take(struct cursor *c, __u32 size)
{
	void *header = c->pos;

	if (!header) /* never true, so the caller's comparison with NULL costs nothing */
		__builtin_unreachable();
	if (header + size > c->end || c->left < size)
		return NULL;
	c->pos = header + size;
	c->left -= size;
	return header;
}

#endif
