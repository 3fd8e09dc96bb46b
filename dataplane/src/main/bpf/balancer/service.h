/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Finds the virtual service of a packet without a helper call. */
#ifndef BARO_SERVICE_H
#define BARO_SERVICE_H

#include "parse.h"

#define THE_VIP_ITSELF 0

/* The port, in network order, and the protocol. Java computes the same key. */
static __always_inline __u32 port_key(__be16 port, __u8 protocol)
{
	return port | (__u32)protocol << 16;
}

/* The slot where probing starts. Java computes the same slot: see ServiceTable.java. Fibonacci
 * hashing by odd multipliers near 2^64 / golden ratio (Knuth, TAOCP volume 3, section 6.4). */
static __always_inline __u32 service_hash(const struct address *vip, __u32 port_key, __u64 seed)
{
	__u64 hash = vip->half[0] * 0x9e3779b97f4a7c15ull ^ vip->half[1] ^ port_key;

	hash = (hash ^ seed) * 0xd1b54a32d192ed03ull;
	return hash >> 49; /* 15 bits: SERVICE_SLOTS */
}
_Static_assert(SERVICE_SLOTS == 1 << 15, "service_hash() gives fifteen bits");

/* `port_key` comes from port_key(), or is THE_VIP_ITSELF. */
static __always_inline struct service *find_service(struct service_table *table,
						    const struct address *vip, __u32 port_key)
{
	__u32 start = service_hash(vip, port_key, table->seed);

#pragma unroll
	for (__u32 i = 0; i < SERVICE_PROBES; i++) {
		struct service *service = &table->slot[(start + i) & (SERVICE_SLOTS - 1)];

		KEEP_AS_IT_IS(service); /* avoids computing its address for each field */
		if (!service->id)
			return NULL;
		if (service->port_key == port_key && same_address(&service->vip, vip))
			return service;
	}
	return NULL;
}

/* Also finds hidden services. */
static __always_inline struct service *find_any_service(struct service_table *table,
							const struct address *vip, __u32 port_key)
{
	return find_service(table, vip, port_key) ?: find_service(table, vip, port_key | HIDDEN);
}

static __always_inline struct service_table *table_in_force(void)
{
	__u32 index = *(volatile __u32 *)&control.table;

	return bpf_map_lookup_elem(&service_tables, &index);
}

#endif
