/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Data shared by Java and the probe steering. ProbeFlow.java mirrors it; a
 * test compares the two. */
#ifndef BARO_PROBE_MAPS_H
#define BARO_PROBE_MAPS_H

#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_helpers.h>
#include "address.h"

enum probe_method {
	METHOD_DSCP,
	METHOD_IPIP,
	METHOD_MAC,
};

enum probe_state {
	PROBE_NONE,
	PROBE_MARKED, /* addressed to the VIP; only the VIP may answer */
	PROBE_PLAIN,  /* addressed to the real server itself */
};

/* The identity of a probe: a local port, or an ICMP identifier. */
enum probe_kind {
	KIND_TCP,
	KIND_UDP,
	KIND_ICMP,
	KINDS,
};

#define NUMBERS 65536 /* of local ports, or of echo identifiers */

/* One probe. Java writes all of it before the first packet leaves. Then the program records
 * answers, and Java reads them. */
struct probe_flow {
	struct address vip;
	struct address server;
	struct address other; /* the sender of an answer not from the VIP, or of the ICMP error */
	__be16 port;	      /* of the service; 0 for an echo */
	__u8 method;	      /* enum probe_method */
	__u8 state;	      /* enum probe_state */
	__u16 from_vip;	      /* packets */
	__u16 from_server;
	__u16 from_other;
	__u8 error_type; /* of the ICMP error that quoted the probe; 0 for none */
	__u8 error_code;
	__be32 token; /* in an echo, the first bytes after its header; otherwise only Java uses it */
};
_Static_assert(sizeof(struct probe_flow) == 64, "one cache line");

struct probe_settings {
	struct address tunnel_source_v4; /* all zero if the balancer has none */
	struct address tunnel_source_v6;
};

/* probe_flows: by enum probe_kind * NUMBERS + number. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, KINDS *NUMBERS);
	__type(key, __u32);
	__type(value, struct probe_flow);
} probe_flows SEC(".maps");

/* Set by Java before loading. */
const volatile struct probe_settings probe_settings SEC(".rodata.settings");

#endif
