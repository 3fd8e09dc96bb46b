// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/* Drives a program under BPF_PROG_TEST_RUN, which does not restore the frame between repeats:
 * rewrites the frame for another flow each time, and jumps into the program. */
#include <stdbool.h>
#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define ETH_BYTES 14
#define MAX_WORDS 13 /* of eight bytes, from the IP header on */

/* Written by Java through the map's memory. Fields that vary are 0 in the frame. */
struct drive {
	__u64 eth[2];	       /* the first eight bytes, and eight bytes from offset 6 */
	__u64 word[MAX_WORDS]; /* from the IP header on */
	__u32 ip_sum;	       /* of the IPv4 header in `word`, in host order */
	__u32 inner_sum;       /* of the quoted IPv4 header */
	__u32 l4_sum;	       /* of the bytes that the L4 checksum covers */
	__u32 flows;	       /* packets are spread over this many flows */
	__u32 in_order;	       /* whether flows come in order instead of mixed */
	__u32 port_bits;       /* of a flow's number; the other bits go into the source address */
	__u32 port;	       /* added to the source port */
	__u32 vip;	       /* lower half of the VIP, or of the first VIP */
	__u32 vips;	       /* number of VIPs minus one; the number is a power of two */
	__u32 packet;	       /* counted across runs, so that a new flow stays new */
	__u32 out_ifindex;     /* where live frames are sent */
	__u32 lines;	       /* the number of entries in `lines` */
};
struct drive drive SEC(".data.drive");

/* jump: key 0 is the measured program. Written by Java. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} jump SEC(".maps");

/* lines: unused memory of the size of a session table. Sized before loading. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64[8]);
} lines SEC(".maps");

/* The offsets of fields that vary, from the IP header on; 0 for fields that a frame lacks. */
struct layout {
	__u8 words;
	__u8 ip_check;
	__u8 source; /* lower half of the client's address */
	__u8 vip;    /* lower half */
	__u8 port;   /* the client's port */
	__u8 l4_check;
	__u8 quoted_vip; /* in an ICMP error */
	__u8 quoted_check;
	__u8 vips_in_l4_sum;
	bool source_in_l4_sum;
};

static const struct layout tcp4 = {6, 10, 14, 18, 20, 36, 0, 0, 1, true};
static const struct layout udp4 = {6, 10, 14, 18, 20, 26, 0, 0, 1, true};
static const struct layout later4 = {6, 10, 14, 18, 0, 0, 0, 0, 0, false};
static const struct layout icmp4 = {7, 10, 46, 18, 50, 22, 42, 38, 0, false};
static const struct layout tcp6 = {8, 0, 22, 38, 40, 56, 0, 0, 1, true};
static const struct layout udp6 = {8, 0, 22, 38, 40, 46, 0, 0, 1, true};
static const struct layout first6 = {8, 0, 22, 38, 48, 54, 0, 0, 1, true};
static const struct layout later6 = {8, 0, 22, 38, 0, 0, 0, 0, 0, false};
static const struct layout icmp6 = {13, 0, 86, 38, 90, 42, 70, 0, 2, true};

struct varying {
	__u64 source;
	__u64 port;
	__u64 vip;
	__u64 ip_check;
	__u64 l4_check;
	__u64 quoted_check;
};

static __always_inline __u16 complement(__u32 sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return bpf_htons(~sum);
}

/* The flow of a packet. Unless flows come in order, no cache can predict their order. */
static __always_inline __u32 flow_of(__u32 packet)
{
	__u32 mixed = packet * 0x9e3779b1u;

	mixed = (mixed ^ mixed >> 15) * 0x85ebca6bu;
	mixed ^= mixed >> 13;
	return drive.in_order ? packet : (__u64)mixed * drive.flows >> 32;
}

static __always_inline void vary(struct varying *v, const struct layout *at)
{
	__u32 flow = flow_of(drive.packet++);
	__u16 port = drive.port + (flow & ((1u << drive.port_bits) - 1));
	__u16 source = flow >> drive.port_bits;
	__u16 vip = drive.vip + (flow & drive.vips);
	__u32 l4_sum = drive.l4_sum + port + at->vips_in_l4_sum * vip;

	v->source = bpf_htons(source);
	v->port = bpf_htons(port);
	v->vip = bpf_htons(vip);
	v->ip_check = complement(drive.ip_sum + vip + (at->source < 20 ? source : 0));
	v->quoted_check = complement(drive.inner_sum + vip + source);
	v->l4_check = complement(l4_sum + (at->source_in_l4_sum ? source : 0));
}

static __always_inline __u64 field(__u8 at, int word, __u64 value)
{
	return at && at / 8 == word ? value << at % 8 * 8 : 0;
}

/* Every store writes eight aligned bytes of the IP header, so that no field that a program
 * reads straddles two stores. Store forwarding then never fails, just as it never fails
 * with a network card. */
static __always_inline bool write_frame(struct xdp_md *ctx, const struct layout *at)
{
	void *data = (void *)(long)ctx->data;
	struct varying v;

	if (data + ETH_BYTES + at->words * 8 > (void *)(long)ctx->data_end)
		return false;
	vary(&v, at);
	*(__u64 *)data = drive.eth[0];
	*(__u64 *)(data + 6) = drive.eth[1];
#pragma unroll
	for (int i = 0; i < MAX_WORDS; i++) {
		if (i < at->words)
			*(__u64 *)(data + ETH_BYTES + 8 * i) =
			    drive.word[i] | field(at->ip_check, i, v.ip_check) |
			    field(at->source, i, v.source) | field(at->vip, i, v.vip) |
			    field(at->port, i, v.port) | field(at->l4_check, i, v.l4_check) |
			    field(at->quoted_vip, i, v.vip) |
			    field(at->quoted_check, i, v.quoted_check);
	}
	return true;
}

static __always_inline int run(struct xdp_md *ctx, const struct layout *at)
{
	if (write_frame(ctx, at))
		bpf_tail_call_static(ctx, &jump, 0);
	return XDP_ABORTED;
}

#define DRIVER(layout)                                                                             \
	SEC("xdp.frags")                                                                           \
	int drive_##layout(struct xdp_md *ctx)                                                     \
	{                                                                                          \
		return run(ctx, &layout);                                                          \
	}

DRIVER(tcp4)
DRIVER(udp4)
DRIVER(later4)
DRIVER(icmp4)
DRIVER(tcp6)
DRIVER(udp6)
DRIVER(first6)
DRIVER(later6)
DRIVER(icmp6)

/* Sends live frames out of an interface, as if another host had sent them. */
SEC("xdp.frags")
int send_tcp4(struct xdp_md *ctx)
{
	return write_frame(ctx, &tcp4) ? bpf_redirect(drive.out_ifindex, 0) : XDP_DROP;
}

/* The number of frames that came back, and the longest time without a frame. Read
 * and cleared by Java. */
struct taken {
	__u64 frames;
	__u64 last_ns;
	__u64 longest_pause_ns;
};
struct taken taken SEC(".data.taken");

SEC("xdp.frags")
int take_frame(struct xdp_md *ctx)
{
	__u64 at = bpf_ktime_get_ns();

	(void)ctx;
	if (taken.frames++ && at - taken.last_ns > taken.longest_pause_ns)
		taken.longest_pause_ns = at - taken.last_ns;
	taken.last_ns = at;
	return XDP_DROP;
}

/* The minimum work of a forwarder, called the floor. */
SEC("xdp.frags")
int bench_bare(struct xdp_md *ctx)
{
	(void)ctx;
	return XDP_TX;
}

/* The floor, plus one read of a line of memory that belongs to the flow. */
SEC("xdp.frags")
int bench_access(struct xdp_md *ctx)
{
	__u32 flow = flow_of(drive.packet - 1);
	__u32 key = (__u64)(flow * 0xc2b2ae35u) * drive.lines >> 32;
	__u64 *line = bpf_map_lookup_elem(&lines, &key);

	(void)ctx;
	if (line)
		drive.packet += *line; /* adds 0, but the next packet has to wait for the read */
	return XDP_TX;
}

char _license[] SEC("license") = "Dual MIT/GPL";
