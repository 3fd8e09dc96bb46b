// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/* One half of a trunk, for kernels without VLAN support: incoming packets for the mixed VIPs of
 * packets.yaml are tagged and switched to the balancer's port. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define VLAN_ID 100
#define VIP_V4 0xd3737371	  /* 211.115.115.113 */
#define VIP_V6_NETWORK 0x20010db8 /* 2001:db8:115::113 */
#define VIP_V6_HOST 0x113

/* The balancer's port. The lab replaces the value in the object. */
const volatile __u32 out_ifindex = 0x6f757421;

/* The balancer's MAC address. The lab replaces this value, too. */
const volatile __u8 to_mac[ETH_ALEN] = {0x6d, 0x61, 0x63, 0x21, 0x6d, 0x61};

struct tagged {
	__u8 destination[ETH_ALEN];
	__u8 source[ETH_ALEN];
	__be16 tpid;
	__be16 tci;
};

static __always_inline int is_for_vip(void *data, void *end)
{
	struct ethhdr *eth = data;
	struct iphdr *ip = (void *)(eth + 1);
	struct ipv6hdr *ip6 = (void *)(eth + 1);

	if ((void *)(ip + 1) > end)
		return 0;
	if (eth->h_proto == bpf_htons(ETH_P_IP))
		return ip->daddr == bpf_htonl(VIP_V4);
	if (eth->h_proto != bpf_htons(ETH_P_IPV6) || (void *)(ip6 + 1) > end)
		return 0;
	return ip6->daddr.in6_u.u6_addr32[0] == bpf_htonl(VIP_V6_NETWORK) &&
	       ip6->daddr.in6_u.u6_addr32[3] == bpf_htonl(VIP_V6_HOST);
}

SEC("xdp")
int push(struct xdp_md *ctx)
{
	struct tagged *tagged;

	if (!is_for_vip((void *)(long)ctx->data, (void *)(long)ctx->data_end))
		return XDP_PASS;
	if (bpf_xdp_adjust_head(ctx, -4))
		return XDP_ABORTED;
	tagged = (void *)(long)ctx->data;
	if ((void *)(tagged + 1) > (void *)(long)ctx->data_end)
		return XDP_ABORTED;
#pragma unroll
	for (int i = 0; i < ETH_ALEN; i++)
		tagged->destination[i] = to_mac[i];
	__builtin_memset(tagged->source, 0x02, ETH_ALEN);
	tagged->tpid = bpf_htons(ETH_P_8021Q);
	tagged->tci = bpf_htons(VLAN_ID);
	return bpf_redirect(out_ifindex, 0);
}

char _license[] SEC("license") = "Dual MIT/GPL";
