/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Selects packets with one of the server's own addresses in the outer header and one of its
 * VIPs in the inner. */
#ifndef BARO_VIP_H
#define BARO_VIP_H

#include "inner.h"
#include "maps.h"

static __always_inline struct decap_table *table_in_force(void)
{
	__u32 zero = 0, table;
	struct decap_control *control = bpf_map_lookup_elem(&decap_control, &zero);

	if (!control)
		return NULL;
	table = *(volatile __u32 *)&control->table;
	return bpf_map_lookup_elem(&decap_tables, &table);
}

/* Mirrored by DecapTable.java. */
static __always_inline __u32 slot_of(const struct address *a, __u64 seed)
{
	__u64 high = (__u64)a->word[0] << 32 | a->word[1];
	__u64 low = (__u64)a->word[2] << 32 | a->word[3];

	return (high * 0x9e3779b97f4a7c15 ^ low ^ seed) * 0xd1b54a32d192ed03 >> 52;
}

/* The slot of an address with this role; NULL for all others. */
static __always_inline struct decap_slot *find(struct decap_table *table,
					       const struct address *address, enum role role)
{
	__u32 start = slot_of(address, table->seed);

	for (int i = 0; i < PROBES; i++) {
		struct decap_slot *slot = &table->slot[(start + i) & (SLOTS - 1)];

		if (slot->role == ROLE_NONE)
			return NULL;
		if (slot->role == role && same_address(&slot->address, address))
			return slot;
	}
	return NULL;
}

/* The counters of a tunnel packet's VIP; NULL if the packet is not for a VIP. */
static __always_inline struct decap_count *count_of_vip(const struct tunnelled *p)
{
	struct decap_table *table = table_in_force();
	struct decap_slot *vip;
	__u32 counter;

	if (!table || !find(table, &p->outer.to, ROLE_OWN))
		return NULL;
	vip = find(table, &p->inner.to, ROLE_VIP);
	if (!vip)
		return NULL;
	counter = vip->counter;
	return bpf_map_lookup_elem(&decap_counters, &counter);
}

#endif
