/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Later fragments carry no ports, so they follow the first fragment of their datagram. */
#ifndef BARO_FRAGMENT_H
#define BARO_FRAGMENT_H

#include "departure.h"

#define FRAGMENT_TICKS                                                                             \
	30 /* as long as Linux waits for the rest of a datagram (ip-sysctl, ipfrag_time) */

#define NO_SERVICE 0 /* for an echo request, which the program itself answers */

/* All fragments of a datagram have these fields; only the first fragment has ports. */
struct fragment_key {
	struct address source;
	struct address vip;
	__be32 id;     /* 16 bits in IPv4, 32 in IPv6 */
	__u8 protocol; /* in IPv4; in IPv6 the next headers may differ (RFC 8200 section 4.5) */
	__u8 reserved[3];
};
_Static_assert(sizeof(struct fragment_key) == 40, "no padding that would have to be zeroed");

struct fragment {
	__u16 server;
	__u16 service;
	__u32 tick;
};

/* The flow of a client's most recent first fragment. */
struct fragment_client {
	__u16 server;
	__u16 service;
	__u32 tick;
	__u32 ports;
	__u32 several_tick; /* when the flow last changed; 0 = never */
};

/* fragments: the real server of the first fragment. Kernel only; sized for concurrent datagrams. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, struct fragment_key);
	__type(value, struct fragment);
} fragments SEC(".maps");

/* early_fragments: the destination of fragments whose first fragment is missing or was not
 * forwarded. Kernel only; separate from `fragments`, so that a flood of lone fragments cannot
 * evict the records of datagrams that arrive in order. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, struct fragment_key);
	__type(value, struct fragment);
} early_fragments SEC(".maps");

/* fragment_clients: by source, VIP and protocol (identification 0), the destination of the flow
 * of the most recent first fragment. Kernel only; sized for concurrent clients with fragments. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, struct fragment_key);
	__type(value, struct fragment_client);
} fragment_clients SEC(".maps");

static __always_inline void fragment_key_of(const struct departure *d, __be32 id,
					    struct fragment_key *key)
{
	key->source = d->source;
	key->vip = d->vip;
	key->id = id;
	key->protocol = d->fragment_protocol;
	__builtin_memset(key->reserved, 0, sizeof(key->reserved));
}

static __always_inline void record_fragment(const struct departure *d, __u32 server, __u16 service)
{
	struct fragment fragment = {.server = server, .service = service, .tick = now.tick};
	struct fragment_key key;

	fragment_key_of(d, d->fragment_id, &key);
	bpf_map_update_elem(&fragments, &key, &fragment, BPF_ANY);
}

/* The record of the datagram's first fragment; NULL if none was seen in time. */
static __always_inline struct fragment *find_fragment(const struct departure *d)
{
	struct fragment_key key;
	struct fragment *fragment;

	fragment_key_of(d, d->fragment_id, &key);
	fragment = bpf_map_lookup_elem(&fragments, &key);
	return fragment && now.tick - fragment->tick <= FRAGMENT_TICKS ? fragment : NULL;
}

#endif
