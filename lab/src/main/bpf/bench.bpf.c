// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/* Drives a program under BPF_PROG_TEST_RUN, which does not restore the frame between repeats: writes
 * it anew, with another flow each time, and jumps into the program. */
#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define FRAME_BYTES 64
#define PORTS_PER_ADDRESS 16384
#define SOURCE_LOW 28  /* low half of the source address */
#define SOURCE_PORT 34
#define IP_CHECK 24
#define TCP_CHECK 50

/* Written by Java through the map's memory. */
struct drive {
	__u64 frame[FRAME_BYTES / 8]; /* source port, its low address half and both checksums are 0 */
	__u32 ip_sum;		      /* of the header as it stands above, in host order */
	__u32 tcp_sum;		      /* with the pseudo header */
	__u32 flow_mask;	      /* flows - 1, flows being a power of two */
	__u32 packet;		      /* counts on over runs, so that a new flow stays new */
};
struct drive drive SEC(".data.drive");

/* jump: key 0 is the program to be measured. Written by Java. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} jump SEC(".maps");

static __always_inline __be16 complement(__u32 sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return bpf_htons(~sum);
}

/* An odd factor visits every flow once before any twice, in an order unlike that of insertion. */
static __always_inline __u32 next_flow(void)
{
	return drive.packet++ * 0x9e3779b1u & drive.flow_mask;
}

SEC("xdp.frags")
int bench_drive(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	__u32 flow = next_flow();
	__u16 port = 1024 + flow % PORTS_PER_ADDRESS;
	__u16 address = flow / PORTS_PER_ADDRESS;

	if (data + FRAME_BYTES > (void *)(long)ctx->data_end)
		return XDP_ABORTED;
	__builtin_memcpy(data, drive.frame, FRAME_BYTES);
	*(__be16 *)(data + SOURCE_LOW) = bpf_htons(address);
	*(__be16 *)(data + SOURCE_PORT) = bpf_htons(port);
	*(__be16 *)(data + IP_CHECK) = complement(drive.ip_sum + address);
	*(__be16 *)(data + TCP_CHECK) = complement(drive.tcp_sum + address + port);
	bpf_tail_call_static(ctx, &jump, 0);
	return XDP_ABORTED;
}

/* The least that a forwarder can do. */
SEC("xdp.frags")
int bench_bare(struct xdp_md *ctx)
{
	(void)ctx;
	return XDP_TX;
}

char _license[] SEC("license") = "Dual MIT/GPL";
