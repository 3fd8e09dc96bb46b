/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Real servers with several next hops: each flow uses one of them, and keeps it
 * while routes are unchanged. */
#ifndef BARO_PATH_H
#define BARO_PATH_H

#include "hop.h"

#define PATHS 8192 /* enough for even shares */

/* Set in any fragment; a packet with only the reserved bit set is whole. */
#define OF_A_FRAGMENT (IP_MORE_FRAGMENTS | IP_FRAGMENT_OFFSET)

#define LOOKS 12      /* lookups for a new route: miss two equal hops once in 2,048 */
#define LOOKS_AGAIN 2 /* lookups per tick: a change is noticed without a daemon */
#define SEVERAL_TICKS 64
#define WAYS_ROUND 16 /* paths tried to get around an unresponsive next hop */

/* One of several next hops of a real server, for a share of its flows. */
struct path {
	struct hop hop;
	__u32 direct_mac;
	__u32 server;
	__u32 route_changes; /* the value in struct limits at the time of the lookup */
	__u16 outcome;	     /* of the lookup */
	__u16 reserved;
};

/* paths: by server and flow, the next hop looked up in this tick. Kernel only; per CPU, so that
 * no CPU reads an entry that another writes. There are enough entries for even shares. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, PATHS);
	__type(key, __u32);
	__type(value, struct path);
} paths SEC(".maps");

/* path_in_use: the real server of the current packet, with the next hop of its flow. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct real_server);
} path_in_use SEC(".maps");

/* Looks up the route of an artificial flow, whose source in 0.0.0.0/8 or ::/96 matches no
 * routing rule meant for real flows. The kernel's hash uses addresses under every policy. */
static __always_inline long look(struct bpf_fib_lookup *fib, struct xdp_md *ctx,
				 const struct real_server *server, __u32 flow)
{
	__builtin_memset(fib, 0, sizeof(*fib));
	ask_for(fib, ctx, server);
	if (fib->family == AF_INET)
		fib->ipv4_src = bpf_htonl(1 + (flow & 0xffffff));
	else
		fib->ipv6_src[3] = bpf_htonl(2 + (flow & 0xffffff));
	return bpf_fib_lookup(ctx, fib, sizeof(*fib), 0);
}

/* Even for an unknown neighbour, the kernel returns its address and interface. */
static __always_inline bool names_hop(long answer)
{
	return answer == BPF_FIB_LKUP_RET_SUCCESS || answer == BPF_FIB_LKUP_RET_NO_NEIGH;
}

static __always_inline __u64 name_of_hop(const struct bpf_fib_lookup *fib)
{
	const __u32 *word = fib->ipv6_dst;
	__u64 name = ((__u64)fib->ifindex << 32 | word[0]) * 0x9e3779b97f4a7c15ull;

	name = (name ^ word[1]) * 0x9e3779b97f4a7c15ull;
	name = (name ^ word[2]) * 0x9e3779b97f4a7c15ull;
	return (name ^ word[3]) * 0x9e3779b97f4a7c15ull;
}

/* Whether different flows reach the real server through different next hops. A global function,
 * so that the verifier walks it once. */
__attribute__((noinline)) int see_several(struct xdp_md *ctx, __u32 number, __u32 looks)
{
	struct real_server *server = bpf_map_lookup_elem(&real_servers, &number);
	struct bpf_fib_lookup fib;
	__u64 first = 0;

	if (!server)
		return false;
	for (__u32 i = 0; i < LOOKS; i++) {
		__u64 name;

		if (i >= looks)
			break;
		if (!names_hop(look(&fib, ctx, server, now.tick * LOOKS + i)))
			continue;
		name = name_of_hop(&fib);
		if (first && name != first)
			return true;
		first = name;
	}
	return false;
}

/* Whether flows of a real server take different paths, as far as observed. */
enum paths_seen {
	PATHS_NONE,
	PATHS_SEVERAL,
	PATHS_LOOK,	  /* look up the route, which may be new */
	PATHS_LOOK_AGAIN, /* look up the known route, once a tick */
};

static __always_inline bool has_several_hops(const struct real_server *server)
{
	return server->several_tick && now.tick - server->several_tick <= SEVERAL_TICKS;
}

static __attribute__((noinline)) enum paths_seen paths_seen_of(__u32 number)
{
	struct real_server *server = bpf_map_lookup_elem(&real_servers, &number);
	bool several;

	if (!server)
		return PATHS_NONE;
	several = has_several_hops(server);
	if (server->path_tick == now.tick)
		return several ? PATHS_SEVERAL : PATHS_NONE;
	*(volatile __u32 *)&server->path_tick = now.tick;
	if (several && now.tick - server->several_tick < SEVERAL_TICKS / 2)
		return PATHS_SEVERAL;
	return server->hop_tick ? PATHS_LOOK_AGAIN : PATHS_LOOK;
}

/* Records whether a check found several next hops. */
static __attribute__((noinline)) bool note_paths(__u32 number, bool several)
{
	struct real_server *server = bpf_map_lookup_elem(&real_servers, &number);

	if (!server)
		return false;
	if (!several)
		return has_several_hops(server);
	*(volatile __u32 *)&server->several_tick = now.tick;
	*(volatile __u32 *)&server->hop_tick = 0;
	return true;
}

static __always_inline bool has_paths(struct xdp_md *ctx, __u32 number)
{
	enum paths_seen seen = paths_seen_of(number);

	if (seen == PATHS_NONE || seen == PATHS_SEVERAL)
		return seen == PATHS_SEVERAL;
	return note_paths(number,
			  see_several(ctx, number, seen == PATHS_LOOK ? LOOKS : LOOKS_AGAIN));
}

/* A hash that distinguishes flows. It differs from the flow hash, which has already chosen the
 * real server. For fragments, and for protocols other than TCP and UDP, it uses only addresses,
 * like the kernel. The last fragment may be too short to hold ports. */
__attribute__((noinline)) __u32 flow_of_frame(struct xdp_md *ctx, __u32 l2_bytes)
{
	void *ip = (void *)(long)ctx->data + at_most(l2_bytes, 31);
	void *end = (void *)(long)ctx->data_end;
	__u64 hash = settings.hash_key[1];
	struct ipv6hdr *v6 = ip;
	struct iphdr *v4 = ip;
	__u32 ports = 0, protocol;
	bool whole;

	if (ip + sizeof(*v4) > end)
		return 0;
	if (v4->version == 4) {
		hash ^= (__u64)v4->saddr << 32 | v4->daddr;
		whole = v4->ihl == 5 && !(v4->frag_off & bpf_htons(OF_A_FRAGMENT));
		protocol = whole ? v4->protocol : 0;
		if ((protocol == IPPROTO_TCP || protocol == IPPROTO_UDP) &&
		    ip + sizeof(*v4) + sizeof(ports) <= end)
			ports = *(__u32 *)(v4 + 1);
	} else {
		if (ip + sizeof(*v6) + sizeof(ports) > end)
			return 0;
		hash ^= *(__u64 *)&v6->saddr;
		hash = (hash ^ hash >> 29) * 0xff51afd7ed558ccdull;
		hash ^= *((__u64 *)&v6->saddr + 1) ^ *((__u64 *)&v6->daddr + 1);
		protocol = v6->nexthdr;
		if (protocol == IPPROTO_TCP || protocol == IPPROTO_UDP)
			ports = *(__u32 *)(v6 + 1);
	}
	hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccdull;
	hash ^= ports;
	hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53ull;
	hash ^= hash >> 33;
	return hash;
}

static __always_inline __u32 path_of(__u32 server, __u32 flow)
{
	return (flow + server * 0x9e3779b1) % PATHS;
}

/* Looks up the kernel's next hop for the flows of this path. If that next hop does not answer,
 * looks up those of other paths, so that flows of a dead next hop use a live one. */
static __always_inline enum outcome ask_path(struct xdp_md *ctx, const struct real_server *server,
					     struct path *path, __u32 flow)
{
	enum outcome outcome = OUTCOME_ROUTED_BY_KERNEL;
	struct bpf_fib_lookup fib;

	for (__u32 i = 0; i < WAYS_ROUND; i++) {
		outcome = outcome_of(look(&fib, ctx, server, flow + i * PATHS));
		if (outcome != OUTCOME_ROUTED_BY_KERNEL)
			break;
	}
	path->hop.tick = now.tick;
	return outcome == OUTCOME_FORWARDED
		   ? take_hop(&path->hop, &path->direct_mac, &fib, server, ctx->ingress_ifindex)
		   : outcome;
}

/* Returns OUTCOME_FORWARDED if the flow's path has a valid hop. A global function, so that the
 * verifier walks it once. */
__attribute__((noinline)) int refresh_path(struct xdp_md *ctx, __u32 number, __u32 flow)
{
	struct real_server *server = bpf_map_lookup_elem(&real_servers, &number);
	__u32 index = path_of(number, flow);
	struct path *path = bpf_map_lookup_elem(&paths, &index);

	if (!server || !path)
		return OUTCOME_NO_ROUTE;
	if (path->server != number || path->hop.tick != now.tick ||
	    path->route_changes != limits.route_changes) {
		path->server = number;
		path->route_changes = limits.route_changes;
		path->outcome = ask_path(ctx, server, path, flow % PATHS);
	}
	return path->outcome;
}

/* Returns a copy of the real server with the path's hop. Never NULL. */
static __attribute__((noinline)) struct real_server *server_by_path(__u32 number, __u32 flow)
{
	struct real_server *server = bpf_map_lookup_elem(&real_servers, &number), *in_use;
	__u32 index = path_of(number, flow), zero = 0;
	struct path *path = bpf_map_lookup_elem(&paths, &index);

	in_use = bpf_map_lookup_elem(&path_in_use, &zero);
	if (!server || !path || !in_use)
		return NULL;
	*in_use = *server;
	__builtin_memcpy(in_use->hop_mac, &path->hop, sizeof(path->hop));
	in_use->direct_mac = path->direct_mac;
	return in_use;
}

#endif
