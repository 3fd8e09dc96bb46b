// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/* A balancer's half of method ipip for tests, without any of its decisions: what is for a VIP gets
 * a header in front and goes on to the kernel, which routes it. OUTER is 4 or 6. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define V4(a, b, c, d) bpf_htonl((a) << 24 | (b) << 16 | (c) << 8 | (d))

static __always_inline __u8 protocol_for_vip(const struct ethhdr *eth, const void *end,
					     __u16 *bytes)
{
	if (eth->h_proto == bpf_htons(ETH_P_IP)) {
		const struct iphdr *ip = (const void *)(eth + 1);

		if ((const void *)(ip + 1) > end || ip->daddr != V4(203, 0, 113, 10))
			return 0;
		*bytes = bpf_ntohs(ip->tot_len);
		return IPPROTO_IPIP;
	}
	if (eth->h_proto == bpf_htons(ETH_P_IPV6)) {
		const struct ipv6hdr *ip = (const void *)(eth + 1);

		/* 2001:db8:ffff::10 */
		if ((const void *)(ip + 1) > end ||
		    ip->daddr.s6_addr32[0] != V4(0x20, 1, 0x0d, 0xb8) ||
		    ip->daddr.s6_addr32[1] != V4(0xff, 0xff, 0, 0))
			return 0;
		*bytes = sizeof(*ip) + bpf_ntohs(ip->payload_len);
		return IPPROTO_IPV6;
	}
	return 0;
}

#if OUTER == 4
typedef struct iphdr outer_header;
#define OUTER_TYPE ETH_P_IP

/* From 192.0.2.2 to 192.0.2.10: the kernel takes no packet from an address of its own. */
static __always_inline void fill(outer_header *ip, __u8 protocol, __u16 bytes)
{
	struct iphdr header = {
	    .version = 4,
	    .ihl = 5,
	    .tot_len = bpf_htons(sizeof(*ip) + bytes),
	    .frag_off = bpf_htons(0x4000),
	    .ttl = 64,
	    .protocol = protocol,
	    .saddr = V4(192, 0, 2, 2),
	    .daddr = V4(192, 0, 2, 10),
	};
	const __u16 *word = (const __u16 *)&header;
	__u32 sum = 0;

	for (int i = 0; i < 10; i++)
		sum += word[i];
	sum = (sum & 0xffff) + (sum >> 16);
	header.check = ~((sum & 0xffff) + (sum >> 16));
	*ip = header;
}
#else
typedef struct ipv6hdr outer_header;
#define OUTER_TYPE ETH_P_IPV6

/* From 2001:db8:2::2 to 2001:db8:2::10. */
static __always_inline void fill(outer_header *ip, __u8 protocol, __u16 bytes)
{
	struct ipv6hdr header = {
	    .version = 6,
	    .payload_len = bpf_htons(bytes),
	    .nexthdr = protocol,
	    .hop_limit = 64,
	};

	header.saddr.s6_addr32[0] = header.daddr.s6_addr32[0] = V4(0x20, 1, 0x0d, 0xb8);
	header.saddr.s6_addr32[1] = header.daddr.s6_addr32[1] = V4(0, 2, 0, 0);
	header.saddr.s6_addr32[3] = V4(0, 0, 0, 2);
	header.daddr.s6_addr32[3] = V4(0, 0, 0, 0x10);
	*ip = header;
}
#endif

SEC("xdp")
int encap(struct xdp_md *ctx)
{
	struct ethhdr *eth = (void *)(long)ctx->data;
	void *end = (void *)(long)ctx->data_end;
	struct ethhdr saved;
	__u16 bytes = 0;
	__u8 protocol;

	if ((void *)(eth + 1) > end)
		return XDP_PASS;
	protocol = protocol_for_vip(eth, end, &bytes);
	saved = *eth;
	if (!protocol || bpf_xdp_adjust_head(ctx, -(int)sizeof(outer_header)))
		return XDP_PASS;
	eth = (void *)(long)ctx->data;
	end = (void *)(long)ctx->data_end;
	if ((void *)(eth + 1) + sizeof(outer_header) > end)
		return XDP_DROP;
	*eth = saved;
	eth->h_proto = bpf_htons(OUTER_TYPE);
	fill((void *)(eth + 1), protocol, bytes);
	return XDP_PASS;
}

char _license[] SEC("license") = "Dual MIT/GPL";
