/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Data shared by Java and the program. Layout.java mirrors it; a test compares
 * the two through BTF. */
#ifndef BARO_MAPS_H
#define BARO_MAPS_H

#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_helpers.h>
#include "address.h"

/* Incremented with every change of a struct below or of a field's meaning. Java refuses to adopt
 * maps with a different layout. */
#define LAYOUT 15

#define SERVICE_IDS 16384      /* twice a full table's services: any table can replace any other */
#define SERVICE_SLOTS 32768    /* four times the services of a full table, for short probes */
#define SERVICE_PROBES 8       /* Java chooses a seed that keeps every probe within this length */
#define MAX_REAL_SERVERS 65535 /* twice the (virtual service, real server) pairs; index 0 = none */
#define COUNTERS_PER_BLOCK 4096
#define SLABS 1024	  /* the first one is `rings` */
#define SLAB_LINE_BITS 15 /* cache lines in a slab */
#define WORDS_PER_LINE 32
#define SLAB_WORDS (WORDS_PER_LINE << SLAB_LINE_BITS)
#define SESSIONS_PER_BUCKET 8
#define CLIENT_BUDGETS 16384 /* each client has two budgets, by hash */

#define OWN_MACS 1024
#define FIRST_OWN_MACS 4     /* compared one by one; most hosts have no more client interfaces than this */
#define NO_MAC 1	     /* a value of mac_word() that no MAC address has */
#define OWN_ADDRESSES 768    /* 256 of each family, and 256 broadcast addresses */
#define OWN_ADDRESS_WORDS 64 /* so that 768 addresses cause a full lookup for one packet in six */

/* The role of an address for this host. */
enum own_kind {
	OWN_NOT,
	OWN_ADDRESS,
	OWN_BROADCAST, /* of a network that this host is on */
};

enum slot_choice {
	CHOICE_NEXT, /* by hash if that server has turns left, else the next one with turns */
	CHOICE_HASH,
	CHOICE_TWO,
};

/* One slot of the service table. */
struct service {
	struct address vip;
	__u32 port_key; /* from port_key(); 0 stands for the VIP itself */
	/* The line of its ring in the slabs; 0 if no real server takes new sessions. In the
	 * VIP's own slot: the port, in network order, of the UDP service that places fragments
	 * that arrive before the first; 0 if none does. */
	__u32 ring;
	__u16 id;		 /* from 1; 0 is an empty slot */
	__u8 choice;		 /* enum slot_choice */
	__u8 flags;		 /* below */
	__be16 source_port_mask; /* of the flow hash; 0 with affinity */
	__u16 settle_ticks; /* after a change of the ring: how long a flow counts as older than it
			     * if its packets do not show its age (UDP, affinity) */
};

/* The flags of the VIP's own slot: */
#define VIP_SERVED 1	    /* at least one of its virtual services accepts new sessions */
#define VIP_LOCAL_SEGMENT 2 /* ARP and neighbour solicitations for it are answered */
#define VIP_REFUSES 8	    /* packets for unserved ports are refused */
#define VIP_HIDES 16	    /* one of its virtual services refuses */
/* The flags of a virtual service: */
#define SERVICE_AFFINITY 4 /* everything that a client sends is one flow */
#define SERVICE_REFUSES 32 /* no real server takes new sessions, and clients get an error */
#define SERVICE_SYNCED 64 /* its sessions are reported to peers */
#define SERVICE_ONE_PACKET 128 /* each datagram takes a turn and makes no session */
/* Added to the port_key() of a service that refuses. The straight path therefore does not find
 * the service, needs no extra instruction, and leaves the packet to the other program. */
#define HIDDEN (1u << 24)

_Static_assert(sizeof(struct service) == 32, "two slots in a cache line");

struct service_table {
	__u64 seed; /* of service_hash() */
	struct service slot[SERVICE_SLOTS];
};

/* The memory of rings: lines of 64 bytes, several consecutive lines for each ring. Line 0
 * is unused and zero.
 *
 * A ring: its number of slots, its spread, the line of its `moved` (two words; 0: no slot has
 * moved), its number of members, its generation, two words of 0, then a real server for each slot,
 * then, with CHOICE_NEXT, its members: each real server that takes new sessions, once. With 0
 * slots, no server takes new sessions.
 *
 * `moved`: the tick of the last change (two words), six words of 0, then for each slot the previous
 * real server, whose flows continue without a session (0: not moved), then for each slot the tick
 * of the last packet that needed the mark: with CHOICE_HASH, a packet that did not go to the ring's
 * server; with CHOICE_NEXT, a packet without a session that went to the previous server. */
struct slab {
	__u16 word[SLAB_WORDS];
};

/* The previous real server of a moved slot is gone, but its other flows still have sessions. */
#define SERVER_GONE 0xffff
_Static_assert(MAX_REAL_SERVERS <= SERVER_GONE, "no real server has this number");

enum method {
	METHOD_DSCP,
	METHOD_IPIP,
	METHOD_MAC,
};

/* A real server in one virtual service: one cache line with all the data needed
 * to forward a packet. */
struct real_server {
	struct address address;
	/* The next hop from the kernel's routing. Only the program writes it, in aligned stores,
	 * and only on changes. The order is the Ethernet header's. */
	__u8 hop_mac[6];
	__u8 own_mac[6];
	__u32 hop_ifindex; /* 0 = only the kernel can reach the server */
	__u32 hop_tick;	   /* time of the last lookup; 0 = unknown */
	__u16 hop_mtu;
	__u16 hop_vlan; /* of outgoing packets; 0 = no tag */
	__u32 l4_delta; /* added to a checksum when the address replaces the VIP; 16 bits */
	__u16 service;	/* id of its virtual service; 0 = free */
	__u8 tos;	/* DSCP << 2 */
	__u8 method;	/* enum method */
	__u16 weight;
	__u16 slot; /* one of its slots in the ring, from 1; 0 = none */
	/* The last four bytes of the server's MAC address if it is on a local segment. Like
	 * hop_mac, only the program writes it. 0 = unknown. */
	__u32 direct_mac;
	/* If the route to it has several next hops, hop_tick stays 0, and each packet
	 * takes one of `paths`. */
	__u32 several_tick; /* when several next hops were last seen; 0 = never */
	__u32 path_tick;    /* when that was last checked; 0 = not since routes changed */
};
_Static_assert(sizeof(struct real_server) == 64, "one cache line");

/* A session is eight bytes: its tag, its real server, its state, and when it was last seen. If
 * two flows of one bucket share a tag, the newer flow goes to the older flow's real server if
 * both belong to the same virtual service; otherwise the lookup is a miss. 63..32 tag 31..16
 * real server 15..13 enum session_state 12..0 tick of a half-open session: 12..7 the highest
 * bits of its SYN's sequence number, 6..0 tick of a copy: a tick so far back that it expires
 * when the peer's session would */
struct session_bucket {
	__u64 session[SESSIONS_PER_BUCKET];
};
_Static_assert(sizeof(struct session_bucket) == 64, "one cache line");

enum session_state {
	SESSION_FREE,
	SESSION_HALF_OPEN,   /* SYN seen */
	SESSION_UDP_NEW,     /* datagrams of one tick seen */
	SESSION_CLOSING,     /* FIN or RST seen */
	SESSION_COPY,	     /* reported by a peer; no packet of it has arrived here */
	SESSION_ESTABLISHED, /* an ACK of the client followed its SYN */
	SESSION_UDP,	     /* datagrams of several ticks seen */
	SESSION_AFFINITY,    /* everything that a client sends */
	SESSION_STATES,
};

/* The load of a real server, written by all CPUs with atomic operations. */
struct real_server_load {
	__u32 sessions_active; /* entries of the session table that name it, without copies */
	__u32 reserved;
	/* Used with CHOICE_NEXT. Java changes both in one store when the share changes. */
	__u32 taken; /* turns, wrapping */
	__u32 share; /* turns per round, times TURN; at most TURN */
};
#define TURN_BITS 24
#define TURN (1 << TURN_BITS)

struct real_server_counters {
	__u64 packets;
	__u64 bytes;
	__u64 sessions; /* opened; with CHOICE_HASH, SYNs seen */
	__u64 repeats;	/* repeated SYNs of a session without an ACK */
	__u64 ends;	/* FIN and RST seen; only with CHOICE_HASH */
};

/* Used with CHOICE_NEXT. All members have taken their turns of previous rounds, and members
 * before the position have also taken those of this round. */
struct cursor_of_service {
	/* Written by the program: round << ROUND_SHIFT | generation of the ring <<
	 * GENERATION_SHIFT | position among the ring's members. */
	__u64 round;
	__u32 ring;  /* the ring in force, for the sweep; written by Java */
	__u32 reserved;
};
#define ROUND_SHIFT 20
#define GENERATION_SHIFT 14
#define GENERATION_MASK 0x3f
#define POSITION_MASK 0x3fff

/* `table` is the only word through which Java changes what packets read. */
struct control {
	__u32 table; /* the service table in force: 0 or 1 */
	__u32 layout;
	__u64 hash_key[2];
	struct address tunnel_source_v4; /* all zero if the balancer has none */
	struct address tunnel_source_v6;
};

/* Data about this host that is read for every packet. */
struct host {
	__u64 own_macs[FIRST_OWN_MACS]; /* of the interfaces with the program; NO_MAC if unused */
	__u64 own_addresses[OWN_ADDRESS_WORDS]; /* a bit for each address, by own_address_hash() */
};

/* An interface with the program. */
struct attachment {
	__u8 mac[6];
	__u16 reserved;
};

/* A VLAN interface of the kernel, through which a real server's next hop may lead. */
struct vlan {
	__u32 parent_ifindex;
	__u32 id;
};

/* The tag of incoming frames of a VLAN interface. */
struct tag_key {
	__u32 ifindex; /* of its parent interface, or of a member of the parent */
	__u32 tag; /* TPID << 16 | identifier, in host order; ANY_TAG keeps all tags */
};
#define ANY_TAG 0xffffffff

struct clock {
	struct bpf_timer timer;
};

/* Written by Java, read for every packet. A data section, which needs no lookup. Pinned. */
struct control control SEC(".data.control") = {};

/* Data about this host, also in a data section and pinned. */
struct host host SEC(".data.host") = {};

/* own_macs: by mac_word(), the MAC addresses of all interfaces of this host; value unused.
 * Written by Java, read if `host` does not contain a frame's destination. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, OWN_MACS);
	__type(key, __u64);
	__type(value, __u32);
} own_macs SEC(".maps");

/* own_addresses: enum own_kind of every address of this host, on any interface, and of
 * each broadcast address. Written by Java, read if the bits of `host` show that a
 * source may be local. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, OWN_ADDRESSES);
	__type(key, struct address);
	__type(value, __u32);
} own_addresses SEC(".maps");

/* service_tables: the table in force and the table being filled. Written by Java. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct service_table);
} service_tables SEC(".maps");

/* The first slab, and the whole .bss section, which needs no lookup. It holds thirty thousand
 * small rings, or eighty Maglev rings. Written by Java like `slabs`. */
struct slab rings;

struct slab_map {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(struct slab));
};

/* slabs: all other slabs, by line >> SLAB_LINE_BITS, created on demand. Java writes only rings
 * that are not in force, and clears marks that no packet has needed for a long time; the program
 * records the use of moved slots. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, SLABS);
	__type(key, __u32);
	__array(values, struct slab_map);
} slabs SEC(".maps");

/* real_servers: by the numbers in rings and sessions. Java writes everything
 * except the next hop. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, MAX_REAL_SERVERS);
	__type(key, __u32);
	__type(value, struct real_server);
} real_servers SEC(".maps");

/* sessions: by flow hash; a power of two of buckets, set before loading. Java enters copies, by
 * compare-and-swap as the program does. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct session_bucket);
} sessions SEC(".maps");

/* occupied: a bit for each bucket of `sessions`, so that a bucket with bit 0 is not read. The
 * program sets the bit before and after it enters a session; the sweep clears it. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} occupied SEC(".maps");

/* real_server_loads: by real server, shared by all CPUs. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, MAX_REAL_SERVERS);
	__type(key, __u32);
	__type(value, struct real_server_load);
} real_server_loads SEC(".maps");

/* cursors: by service id, the place where round robin continues. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, SERVICE_IDS + 1);
	__type(key, __u32);
	__type(value, struct cursor_of_service);
} cursors SEC(".maps");

/* real_server_counters: the counters of the first real servers, by number and CPU. Kernel
 * writes, Java adds up. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, COUNTERS_PER_BLOCK);
	__type(key, __u32);
	__type(value, struct real_server_counters);
} real_server_counters SEC(".maps");

struct counter_block {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, COUNTERS_PER_BLOCK);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(struct real_server_counters));
};

/* counter_blocks: the counters of all other real servers, created on demand, because each takes
 * memory for every CPU. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, MAX_REAL_SERVERS / COUNTERS_PER_BLOCK + 1);
	__type(key, __u32);
	__array(values, struct counter_block);
} counter_blocks SEC(".maps");

/* attachments: by ifindex. Written by Java, read when a next hop or a local address is needed. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 256);
	__type(key, __u32);
	__type(value, struct attachment);
} attachments SEC(".maps");

/* vlans: by ifindex. Written by Java, read once a tick for each real server. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, __u32);
	__type(value, struct vlan);
} vlans SEC(".maps");

/* tags: the VLAN interface's ifindex. Written by Java, read for each frame with a tag. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, struct tag_key);
	__type(value, __u32);
} tags SEC(".maps");

/* clock: the timer that counts `tick` and sweeps. Kernel only. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct clock);
} clock SEC(".maps");

#include "limits.h"

#endif
