/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Data shared by Java and the decapsulator. DecapTable.java mirrors it; a test compares the two. */
#ifndef BARO_DECAP_MAPS_H
#define BARO_DECAP_MAPS_H

#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_helpers.h>
#include "address.h"

/* Incremented with every change of a struct below. Java ignores maps with a different layout. */
#define LAYOUT 1

#define SLOTS 4096   /* seven times the addresses that Java permits, for short probes */
#define PROBES 8     /* Java chooses a seed that keeps every probe within this length */
#define MAX_VIPS 512 /* counters */

enum role {
	ROLE_NONE, /* empty slot */
	ROLE_OWN,  /* an address that balancers send to */
	ROLE_VIP,
};

struct decap_slot {
	struct address address;
	__u16 role;
	__u16 counter; /* of a VIP: index into `decap_counters` */
	__u32 reserved;
};
_Static_assert(sizeof(struct decap_slot) == 24, "no padding");

struct decap_table {
	__u64 seed; /* of slot_of() */
	struct decap_slot slot[SLOTS];
};

struct decap_control {
	__u32 table; /* 0 or 1: the table in force */
	__u32 layout;
	__u32 build; /* CRC-32 of the attached program's object; for Java only */
	__u32 reserved;
};

struct decap_count {
	__u64 packets;
	__u64 bytes;	   /* length of the inner packets, from their IP header on */
	__u64 fragments;   /* first tunnel fragments, passed on: the path MTU is too small */
	__u64 ecn_dropped; /* dropped: the inner packet cannot signal congestion (RFC 6040) */
};

/* decap_control: key 0. Written by Java, as the only word that changes what packets read. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct decap_control);
} decap_control SEC(".maps");

/* decap_tables: the table in force and the table being filled. Written by Java. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct decap_table);
} decap_tables SEC(".maps");

/* decap_counters: by slot.counter and CPU. The kernel counts, and Java adds up. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, MAX_VIPS);
	__type(key, __u32);
	__type(value, struct decap_count);
} decap_counters SEC(".maps");

#endif
