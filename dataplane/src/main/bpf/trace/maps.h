/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Data shared by Java and the tracing program, besides the balancer's maps. TraceLayout.java
 * mirrors it; a test compares the two through BTF. */
#ifndef BARO_TRACE_MAPS_H
#define BARO_TRACE_MAPS_H

#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_helpers.h>
#include "address.h"

#define SNAPSHOT 256 /* recorded bytes of a frame: enough for every header */

/* The filter for frames. Zero means any address or port. Set by Java before loading. */
struct filter {
	struct address client;
	struct address vip;
	__be16 client_port;
	__be16 vip_port;
	__u32 reserved;
};
const volatile struct filter filter SEC(".rodata.filter");

/* How many more frames to record, and how many were lost to a full ring. Written by the program. */
struct bounds {
	__s64 left;
	__u64 lost;
};
struct bounds bounds SEC(".data.bounds");

/* One frame on arrival and departure. */
struct traced {
	__u64 ns; /* the departure time, from bpf_ktime_get_ns() */
	__u32 ifindex;
	__u32 action;  /* enum xdp_action */
	__u32 outcome; /* enum outcome */
	__u32 service; /* id of its virtual service; 0 = none */
	__u32 number;  /* of the chosen real server, with the flags of choose.h */
	__u32 bytes_before; /* of the whole frame */
	__u32 bytes_after;
	__u32 reserved;
	__u8 before[SNAPSHOT];
	__u8 after[SNAPSHOT];
};
_Static_assert(sizeof(struct traced) == 40 + 2 * SNAPSHOT, "without padding");

/* A frame on its way through the program. */
struct passage {
	struct traced traced;
	__u64 wanted;
};

/* passages: one for each CPU. Program only. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct passage);
} passages SEC(".maps");

/* traces: struct traced, from the program to Java; the size in bytes is a power of two. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20);
} traces SEC(".maps");

#endif
