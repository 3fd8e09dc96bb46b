/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Keeps the segments of a probe short enough for a tunnel header. */
#ifndef BARO_SEGMENT_H
#define BARO_SEGMENT_H

#include "replace.h"

#define TCP_FLAGS_AT 13
#define TCP_OPTIONS_AT 20
#define FLAG_SYN 0x02

/* The option that Linux and all other systems send first (RFC 9293 section 3.7.1). */
struct mss_option {
	__u8 kind;
	__u8 length;
	__be16 mss;
};

#define MSS_KIND 2

static __always_inline bool is_syn(struct __sk_buff *skb, const struct probe_packet *p)
{
	__u8 flags = 0;

	return p->protocol == IPPROTO_TCP &&
	       !bpf_skb_load_bytes(skb, p->l4_at + TCP_FLAGS_AT, &flags, sizeof(flags)) &&
	       flags & FLAG_SYN;
}

/* Reduces the server's MSS by the tunnel header, because the socket does not allow for the
 * tunnel, and its full-sized segments would exceed the interface's MTU. */
static __always_inline int shorten_segments(struct __sk_buff *skb, const struct probe_packet *p,
					    __u16 overhead)
{
	struct mss_option option = {};
	__u32 at = p->l4_at + TCP_OPTIONS_AT;
	__be16 shorter;

	if (bpf_skb_load_bytes(skb, at, &option, sizeof(option)) || option.kind != MSS_KIND ||
	    option.length != sizeof(option) || bpf_ntohs(option.mss) <= overhead)
		return 0;
	shorter = bpf_htons(bpf_ntohs(option.mss) - overhead);
	if (bpf_l4_csum_replace(skb, p->l4_at + TCP_CHECK_AT, option.mss, shorter, sizeof(shorter)))
		return -1;
	return bpf_skb_store_bytes(skb, at + offsetof(struct mss_option, mss), &shorter,
				   sizeof(shorter), 0);
}

#endif
