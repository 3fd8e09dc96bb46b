// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/* The other half of the trunk: packets from the balancer must carry the tag, which this
 * program removes. TCP packets without the tag are dropped, so an answered request proves that
 * the tag was kept. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define VLAN_ID 100

struct tagged {
	__u8 macs[2 * ETH_ALEN];
	__be16 tpid;
	__be16 tci;
};

SEC("xdp")
int pop(struct xdp_md *ctx)
{
	struct tagged *tagged = (void *)(long)ctx->data;
	struct iphdr *ip = (void *)(long)ctx->data + sizeof(struct ethhdr);
	__u8 macs[2 * ETH_ALEN];

	if ((void *)(ip + 1) > (void *)(long)ctx->data_end)
		return XDP_PASS;
	if (tagged->tpid != bpf_htons(ETH_P_8021Q))
		return tagged->tpid == bpf_htons(ETH_P_IP) && ip->protocol == IPPROTO_TCP
			   ? XDP_DROP
			   : XDP_PASS;
	if (tagged->tci != bpf_htons(VLAN_ID))
		return XDP_DROP;
	__builtin_memcpy(macs, tagged->macs, sizeof(macs));
	if (bpf_xdp_adjust_head(ctx, 4))
		return XDP_ABORTED;
	tagged = (void *)(long)ctx->data;
	if ((void *)(tagged + 1) > (void *)(long)ctx->data_end)
		return XDP_ABORTED;
	__builtin_memcpy(tagged->macs, macs, sizeof(macs));
	return XDP_PASS;
}

char _license[] SEC("license") = "Dual MIT/GPL";
