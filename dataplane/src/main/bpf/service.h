/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Finds the virtual service of a packet without a helper call. */
#ifndef BARO_SERVICE_H
#define BARO_SERVICE_H

#include "parse.h"

/* Where to begin probing. Java computes the same, see ServiceTable.java. Fibonacci hashing by odd
 * multipliers near 2^64 / golden ratio (Knuth, TAOCP volume 3, section 6.4). */
static __always_inline __u32 service_hash(const struct address *vip, __be16 port, __u8 protocol,
					  __u64 seed)
{
	__u64 high = (__u64)vip->word[0] << 32 | vip->word[1];
	__u64 low = (__u64)vip->word[2] << 32 | vip->word[3];
	__u64 hash =
	    high * 0x9e3779b97f4a7c15ull ^ low ^ ((__u64)port << 40 | (__u64)protocol << 56);

	hash = (hash ^ seed) * 0xd1b54a32d192ed03ull;
	return hash >> 52; /* 12 bits: SERVICE_SLOTS */
}
_Static_assert(SERVICE_SLOTS == 1 << 12, "service_hash() gives twelve bits");

static __always_inline bool serves(const struct service *service, const struct address *vip,
				   __be16 port, __u8 protocol)
{
	return service->vip.word[3] == vip->word[3] && service->port == port &&
	       service->protocol == protocol && service->vip.word[2] == vip->word[2] &&
	       service->vip.word[1] == vip->word[1] && service->vip.word[0] == vip->word[0];
}

static __always_inline struct service *
find_service(struct service_table *table, const struct address *vip, __be16 port, __u8 protocol)
{
	__u32 start = service_hash(vip, port, protocol, table->seed);

#pragma unroll
	for (__u32 i = 0; i < SERVICE_PROBES; i++) {
		struct service *service = &table->slot[(start + i) & (SERVICE_SLOTS - 1)];

		if (!service->id)
			return NULL;
		if (serves(service, vip, port, protocol))
			return service;
	}
	return NULL;
}

static __always_inline struct service_table *table_in_force(void)
{
	__u32 zero = 0;
	struct control *c = bpf_map_lookup_elem(&control, &zero);
	__u32 index;

	if (!c)
		return NULL;
	index = *(volatile __u32 *)&c->table;
	return bpf_map_lookup_elem(&service_tables, &index);
}

#endif
