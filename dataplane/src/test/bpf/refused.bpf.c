// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/* Refused by every verifier: reads a byte of the packet that no check has shown to be there. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int baro_refused(struct xdp_md *ctx)
{
	const __u8 *frame = (const void *)(long)ctx->data;

	return frame[13] ? XDP_DROP : XDP_PASS;
}

char _license[] SEC("license") = "Dual MIT/GPL";
