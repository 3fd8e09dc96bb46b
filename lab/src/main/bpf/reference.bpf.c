// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/* The reference for Baro: a complete L3DSR forwarder, written in a straightforward way with the
 * kernel's maps: a hash for VIPs, an LRU hash for flows, a ring for each VIP, next hops from the
 * control plane, and counters for each VIP and real server. It passes fragments, ICMP, tags and
 * options to the kernel, which makes it look faster than it is. */
#include <stdbool.h>
#include <stddef.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/types.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define RING_SLOTS 65537 /* as in the Maglev paper and in Katran */
#define MAX_VIPS 512
#define MAX_REAL_SERVERS 4096
#define IP_FRAGMENTED 0x3fff

struct address {
	__be32 word[4]; /* IPv4: the first */
};

struct vip_key {
	struct address address;
	__be16 port;
	__u8 protocol;
	__u8 reserved;
};

struct real_server {
	struct address address;
	__u8 hop_mac[6];
	__u8 own_mac[6];
	__u8 tos; /* DSCP << 2 */
	__u8 reserved[3];
};

struct flow4 {
	__be32 source;
	__be32 destination;
	__be16 source_port;
	__be16 port;
	__u32 protocol;
};

struct flow6 {
	struct address source;
	struct address destination;
	__be16 source_port;
	__be16 port;
	__u32 protocol;
};

struct held {
	__u32 server;
	__u32 reserved;
};

struct count {
	__u64 packets;
	__u64 bytes;
};

/* vips: VIP, port and protocol -> number of the VIP. Written by Java. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MAX_VIPS);
	__type(key, struct vip_key);
	__type(value, __u32);
} vips SEC(".maps");

/* rings: number of the VIP * RING_SLOTS + slot -> real server. Written by Java, sized before
 * loading. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, RING_SLOTS);
	__type(key, __u32);
	__type(value, __u32);
} rings SEC(".maps");

/* real_servers: by number. Written by Java. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, MAX_REAL_SERVERS);
	__type(key, __u32);
	__type(value, struct real_server);
} real_servers SEC(".maps");

/* flows4, flows6: the real server of each flow. Kernel only, sized before loading. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, struct flow4);
	__type(value, struct held);
} flows4 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, struct flow6);
	__type(value, struct held);
} flows6 SEC(".maps");

/* vip_counts, server_counts: by number and CPU. Kernel only. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, MAX_VIPS);
	__type(key, __u32);
	__type(value, struct count);
} vip_counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, MAX_REAL_SERVERS);
	__type(key, __u32);
	__type(value, struct count);
} server_counts SEC(".maps");

struct ports {
	__be16 source;
	__be16 destination;
	__u16 *check;
};

/* Bob Jenkins' one-at-a-time hash, applied to words, with a multiplication that mixes each word. */
static __always_inline __u32 mixed(__u32 hash, __u32 word)
{
	hash = (hash ^ word) * 0x9e3779b1u;
	return hash ^ hash >> 15;
}

static __always_inline void count(void *map, __u32 number, __u32 bytes)
{
	struct count *count = bpf_map_lookup_elem(map, &number);

	if (count) {
		count->packets++;
		count->bytes += bytes;
	}
}

static __always_inline __u32 server_of_slot(__u32 vip, __u32 hash)
{
	__u32 slot = vip * RING_SLOTS + hash % RING_SLOTS;
	__u32 *server = bpf_map_lookup_elem(&rings, &slot);

	return server ? *server : 0;
}

static __always_inline bool ports_of(void *l4, void *end, __u8 protocol, struct ports *ports)
{
	struct tcphdr *tcp = l4;
	struct udphdr *udp = l4;

	if (protocol == IPPROTO_TCP) {
		if ((void *)(tcp + 1) > end)
			return false;
		ports->check = &tcp->check;
	} else if (protocol == IPPROTO_UDP) {
		if ((void *)(udp + 1) > end)
			return false;
		ports->check = &udp->check;
	} else {
		return false;
	}
	ports->source = udp->source;
	ports->destination = udp->dest;
	return true;
}

/* RFC 1624: the sum grows by the new bytes minus the old bytes. */
static __always_inline __u32 change(__u32 sum, __be32 before, __be32 after)
{
	return sum + (__u16)~before + (__u16)(~before >> 16) + (__u16)after + (after >> 16);
}

static __always_inline __u16 with_change(__u16 check, __u32 change)
{
	__u32 sum = (__u16)~check + change;

	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

static __always_inline void update_l4(struct ports *ports, __u8 protocol, __u32 change)
{
	if (protocol == IPPROTO_TCP) {
		*ports->check = with_change(*ports->check, change);
	} else if (*ports->check) {
		__u16 check = with_change(*ports->check, change);

		*ports->check = check ? check : 0xffff;
	}
}

static __always_inline void rewrite_eth(struct ethhdr *eth, const struct real_server *server)
{
	__builtin_memcpy(eth->h_dest, server->hop_mac, sizeof(eth->h_dest));
	__builtin_memcpy(eth->h_source, server->own_mac, sizeof(eth->h_source));
}

static __always_inline void rewrite4(struct iphdr *ip, struct ports *ports,
				     const struct real_server *server)
{
	__u32 l4_change = change(0, ip->daddr, server->address.word[0]);
	__u32 before = *(__u16 *)ip;

	ip->tos = server->tos | (ip->tos & 3);
	ip->check = with_change(ip->check, l4_change + (__u16)~before + *(__u16 *)ip);
	ip->daddr = server->address.word[0];
	update_l4(ports, ip->protocol, l4_change);
}

static __always_inline void rewrite6(struct ipv6hdr *ip, struct ports *ports,
				     const struct real_server *server)
{
	__be32 *destination = (__be32 *)&ip->daddr;
	__u8 *head = (__u8 *)ip;
	__u32 l4_change = 0;

	head[0] = 0x60 | server->tos >> 4;
	head[1] = (head[1] & 0x3f) | server->tos << 4;
#pragma unroll
	for (int i = 0; i < 4; i++) {
		l4_change = change(l4_change, destination[i], server->address.word[i]);
		destination[i] = server->address.word[i];
	}
	update_l4(ports, ip->nexthdr, l4_change);
}

static __always_inline int forward4(struct ethhdr *eth, void *end)
{
	struct iphdr *ip = (void *)(eth + 1);
	struct vip_key key = {};
	struct real_server *server;
	struct held *held, fresh = {};
	struct flow4 flow = {};
	struct ports ports;
	__u32 *vip;

	if ((void *)(ip + 1) > end || ip->ihl != 5 || ip->frag_off & bpf_htons(IP_FRAGMENTED) ||
	    !ports_of(ip + 1, end, ip->protocol, &ports))
		return XDP_PASS;
	key.address.word[0] = ip->daddr;
	key.port = ports.destination;
	key.protocol = ip->protocol;
	vip = bpf_map_lookup_elem(&vips, &key);
	if (!vip)
		return XDP_PASS;

	flow.source = ip->saddr;
	flow.destination = ip->daddr;
	flow.source_port = ports.source;
	flow.port = ports.destination;
	flow.protocol = ip->protocol;
	held = bpf_map_lookup_elem(&flows4, &flow);
	if (held) {
		fresh.server = held->server;
	} else {
		__u32 hash =
		    mixed(mixed(0, ip->saddr), (__u32)ports.source << 16 | ports.destination);

		fresh.server = server_of_slot(*vip, hash);
		bpf_map_update_elem(&flows4, &flow, &fresh, BPF_ANY);
	}
	server = bpf_map_lookup_elem(&real_servers, &fresh.server);
	if (!server)
		return XDP_DROP;
	count(&vip_counts, *vip, end - (void *)eth);
	count(&server_counts, fresh.server, end - (void *)eth);
	rewrite_eth(eth, server);
	rewrite4(ip, &ports, server);
	return XDP_TX;
}

static __always_inline int forward6(struct ethhdr *eth, void *end)
{
	struct ipv6hdr *ip = (void *)(eth + 1);
	struct vip_key key = {};
	struct real_server *server;
	struct held *held, fresh = {};
	struct flow6 flow = {};
	struct ports ports;
	__u32 *vip;

	if ((void *)(ip + 1) > end || !ports_of(ip + 1, end, ip->nexthdr, &ports))
		return XDP_PASS;
	__builtin_memcpy(&key.address, &ip->daddr, sizeof(key.address));
	key.port = ports.destination;
	key.protocol = ip->nexthdr;
	vip = bpf_map_lookup_elem(&vips, &key);
	if (!vip)
		return XDP_PASS;

	__builtin_memcpy(&flow.source, &ip->saddr, sizeof(flow.source));
	__builtin_memcpy(&flow.destination, &ip->daddr, sizeof(flow.destination));
	flow.source_port = ports.source;
	flow.port = ports.destination;
	flow.protocol = ip->nexthdr;
	held = bpf_map_lookup_elem(&flows6, &flow);
	if (held) {
		fresh.server = held->server;
	} else {
		__u32 hash = mixed(0, (__u32)ports.source << 16 | ports.destination);

#pragma unroll
		for (int i = 0; i < 4; i++)
			hash = mixed(hash, flow.source.word[i]);
		fresh.server = server_of_slot(*vip, hash);
		bpf_map_update_elem(&flows6, &flow, &fresh, BPF_ANY);
	}
	server = bpf_map_lookup_elem(&real_servers, &fresh.server);
	if (!server)
		return XDP_DROP;
	count(&vip_counts, *vip, end - (void *)eth);
	count(&server_counts, fresh.server, end - (void *)eth);
	rewrite_eth(eth, server);
	rewrite6(ip, &ports, server);
	return XDP_TX;
}

SEC("xdp.frags")
int reference(struct xdp_md *ctx)
{
	void *end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = (void *)(long)ctx->data;

	if ((void *)(eth + 1) > end)
		return XDP_DROP;
	if (eth->h_proto == bpf_htons(ETH_P_IP))
		return forward4(eth, end);
	if (eth->h_proto == bpf_htons(ETH_P_IPV6))
		return forward6(eth, end);
	return XDP_PASS;
}

/* Parses packets and rewrites them for a single real server, as every L3DSR forwarder must. */
SEC("xdp.frags")
int reference_rewrite(struct xdp_md *ctx)
{
	void *end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = (void *)(long)ctx->data;
	struct iphdr *ip = (void *)(eth + 1);
	struct ipv6hdr *ip6 = (void *)(eth + 1);
	__u32 number = 1;
	struct real_server *server;
	struct ports ports;

	if ((void *)(ip6 + 1) > end)
		return XDP_PASS;
	if (eth->h_proto == bpf_htons(ETH_P_IPV6))
		number = 2;
	server = bpf_map_lookup_elem(&real_servers, &number);
	if (!server)
		return XDP_DROP;
	if (number == 2) {
		if (!ports_of(ip6 + 1, end, ip6->nexthdr, &ports))
			return XDP_PASS;
		rewrite6(ip6, &ports, server);
	} else {
		if (!ports_of(ip + 1, end, ip->protocol, &ports))
			return XDP_PASS;
		rewrite4(ip, &ports, server);
	}
	rewrite_eth(eth, server);
	return XDP_TX;
}

char _license[] SEC("license") = "Dual MIT/GPL";
