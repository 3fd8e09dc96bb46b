// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/* The real server's half of method ipip: takes the tunnel header off packets that a balancer sent
 * to one of the server's own addresses and that carry a packet for one of its VIPs (RFC 2003, RFC
 * 2473, RFC 4213). All other packets, other people's tunnels among them, are passed untouched. */
#include <stdbool.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "maps.h"

#define MAX_TAGS 2

#define IP_MORE_FRAGMENTS 0x2000
#define IP_FRAGMENT_OFFSET 0x1fff

struct cursor {
	void *pos;
	void *end;
};

/* What stands in front of the IP header. */
struct link {
	__u8 macs[12];
	__u32 tag[MAX_TAGS];
	__u32 tags;
	__be16 type;
};

struct outer {
	struct address to;
	__u32 bytes; /* of the header */
	__u32 room;  /* bytes behind it, as it says */
	__u8 protocol;
	__u8 ecn;
	bool fragment; /* the first one: the inner header is there, its end is not */
};

struct inner {
	void *header;
	struct address to;
	__u32 bytes; /* from its header on */
	__u8 ecn;
};

enum ecn {
	NOT_ECT,
	ECT_1,
	ECT_0,
	CE,
};

/* Take `size` bytes off the packet; NULL when it is shorter. */
static __always_inline void *take(struct cursor *c, __u32 size)
{
	void *header = c->pos;

	if (header + size > c->end)
		return NULL;
	c->pos = header + size;
	return header;
}

static __always_inline struct cursor cursor_of(const struct xdp_md *ctx)
{
	struct cursor c = {(void *)(long)ctx->data, (void *)(long)ctx->data_end};

	return c;
}

static __always_inline void mapped_v4(struct address *address, __be32 v4)
{
	address->word[0] = 0;
	address->word[1] = 0;
	address->word[2] = bpf_htonl(0xffff);
	address->word[3] = v4;
}

static __always_inline bool is_tag(__be16 type)
{
	return type == bpf_htons(ETH_P_8021Q) || type == bpf_htons(ETH_P_8021AD);
}

static __always_inline bool take_link(struct cursor *c, struct link *link)
{
	struct ethhdr *eth = take(c, sizeof(*eth));

	if (!eth)
		return false;
	__builtin_memcpy(link->macs, eth, sizeof(link->macs));
	link->type = eth->h_proto;
	for (int i = 0; i < MAX_TAGS && is_tag(link->type); i++) {
		__be16 *tag = take(c, 4); /* TCI, and the type of what follows */

		if (!tag)
			return false;
		link->tag[i] = link->type | (__u32)tag[0] << 16;
		link->tags++;
		link->type = tag[1];
	}
	return true;
}

/* RFC 1071; of a header without options that is as it was sent: 0xffff. */
static __always_inline __u32 sum_of(const struct iphdr *ip)
{
	const __u16 *word = (const __u16 *)ip;
	__u32 sum = 0;

	for (int i = 0; i < 10; i++)
		sum += word[i];
	sum = (sum & 0xffff) + (sum >> 16);
	return (sum & 0xffff) + (sum >> 16);
}

/* A header with options, a damaged one, and a later fragment are the kernel's business. */
static __always_inline bool take_outer_v4(struct cursor *c, struct outer *o)
{
	struct iphdr *ip = take(c, sizeof(*ip));
	__u32 bytes;

	if (!ip || (ip->protocol != IPPROTO_IPIP && ip->protocol != IPPROTO_IPV6))
		return false;
	bytes = bpf_ntohs(ip->tot_len);
	if (ip->version != 4 || ip->ihl != 5 || sum_of(ip) != 0xffff)
		return false;
	if (ip->frag_off & bpf_htons(IP_FRAGMENT_OFFSET) || bytes < sizeof(*ip) ||
	    (void *)ip + bytes > c->end)
		return false;
	mapped_v4(&o->to, ip->daddr);
	o->bytes = sizeof(*ip);
	o->room = bytes - sizeof(*ip);
	o->protocol = ip->protocol;
	o->ecn = ip->tos & CE;
	o->fragment = ip->frag_off & bpf_htons(IP_MORE_FRAGMENTS);
	return true;
}

/* Traffic class, RFC 8200 section 3: the lower nibble of the first octet, the upper of the next. */
static __always_inline __u8 ecn_of_v6(const struct ipv6hdr *ip)
{
	return ip->flow_lbl[0] >> 4 & CE;
}

/* Extension headers, fragments among them, are the kernel's business. */
static __always_inline bool take_outer_v6(struct cursor *c, struct outer *o)
{
	struct ipv6hdr *ip = take(c, sizeof(*ip));

	if (!ip || (ip->nexthdr != IPPROTO_IPIP && ip->nexthdr != IPPROTO_IPV6))
		return false;
	o->room = bpf_ntohs(ip->payload_len);
	if (ip->version != 6 || (void *)ip + sizeof(*ip) + o->room > c->end)
		return false;
	__builtin_memcpy(&o->to, &ip->daddr, sizeof(o->to));
	o->bytes = sizeof(*ip);
	o->protocol = ip->nexthdr;
	o->ecn = ecn_of_v6(ip);
	o->fragment = false;
	return true;
}

static __always_inline bool take_outer(struct cursor *c, __be16 type, struct outer *o)
{
	if (type == bpf_htons(ETH_P_IP))
		return take_outer_v4(c, o);
	return type == bpf_htons(ETH_P_IPV6) && take_outer_v6(c, o);
}

static __always_inline bool take_inner_v4(struct cursor *c, struct inner *i)
{
	struct iphdr *ip = take(c, sizeof(*ip));

	if (!ip || ip->version != 4 || ip->ihl < 5)
		return false;
	i->header = ip;
	i->bytes = bpf_ntohs(ip->tot_len);
	i->ecn = ip->tos & CE;
	mapped_v4(&i->to, ip->daddr);
	return i->bytes >= ip->ihl * 4u;
}

static __always_inline bool take_inner_v6(struct cursor *c, struct inner *i)
{
	struct ipv6hdr *ip = take(c, sizeof(*ip));

	if (!ip || ip->version != 6)
		return false;
	i->header = ip;
	i->bytes = sizeof(*ip) + bpf_ntohs(ip->payload_len);
	i->ecn = ecn_of_v6(ip);
	__builtin_memcpy(&i->to, &ip->daddr, sizeof(i->to));
	return true;
}

/* False also where the inner packet is longer than what carries it, fragments apart. */
static __always_inline bool take_inner(struct cursor *c, const struct outer *o, struct inner *i)
{
	bool whole = o->protocol == IPPROTO_IPIP ? take_inner_v4(c, i) : take_inner_v6(c, i);

	return whole && (o->fragment || i->bytes <= o->room);
}

/* Mirrored by DecapTable.java. */
static __always_inline __u32 slot_of(const struct address *a, __u64 seed)
{
	__u64 high = (__u64)a->word[0] << 32 | a->word[1];
	__u64 low = (__u64)a->word[2] << 32 | a->word[3];

	return (high * 0x9e3779b97f4a7c15 ^ low ^ seed) * 0xd1b54a32d192ed03 >> 52;
}

static __always_inline bool same(const struct address *a, const struct address *b)
{
	return a->word[3] == b->word[3] && a->word[2] == b->word[2] && a->word[1] == b->word[1] &&
	       a->word[0] == b->word[0];
}

/* The slot of an address that has this role; NULL for all others. */
static __always_inline struct decap_slot *find(struct decap_table *table,
					       const struct address *address, enum role role)
{
	__u32 start = slot_of(address, table->seed);

	for (int i = 0; i < PROBES; i++) {
		struct decap_slot *slot = &table->slot[(start + i) & (SLOTS - 1)];

		if (slot->role == ROLE_NONE)
			return NULL;
		if (slot->role == role && same(&slot->address, address))
			return slot;
	}
	return NULL;
}

static __always_inline struct decap_table *table_in_force(void)
{
	__u32 zero = 0, table;
	struct decap_control *control = bpf_map_lookup_elem(&decap_control, &zero);

	if (!control)
		return NULL;
	table = *(volatile __u32 *)&control->table;
	return bpf_map_lookup_elem(&decap_tables, &table);
}

/* RFC 6040 section 4.2, figure 4. A not-ECT inner packet under CE is dropped before this. */
static __always_inline __u8 merged_ecn(__u8 inner, __u8 outer)
{
	if (inner == NOT_ECT || inner == CE)
		return inner;
	if (outer == CE || (inner == ECT_0 && outer == ECT_1))
		return outer;
	return inner;
}

/* RFC 1624 equation 3, for the 16-bit word that holds the TOS octet. */
static __always_inline void set_ecn_v4(struct iphdr *ip, __u8 ecn)
{
	__u16 *word = (__u16 *)ip;
	__u32 sum = (__u16)~ip->check + (__u16) ~*word;

	ip->tos = (ip->tos & ~CE) | ecn;
	sum += *word;
	sum = (sum & 0xffff) + (sum >> 16);
	ip->check = ~((sum & 0xffff) + (sum >> 16));
}

static __always_inline void set_ecn_v6(struct ipv6hdr *ip, __u8 ecn)
{
	ip->flow_lbl[0] = (ip->flow_lbl[0] & ~(CE << 4)) | ecn << 4;
}

static __always_inline void merge_ecn(const struct outer *o, const struct inner *i)
{
	__u8 ecn = merged_ecn(i->ecn, o->ecn);

	if (ecn == i->ecn)
		return;
	if (o->protocol == IPPROTO_IPIP)
		set_ecn_v4(i->header, ecn);
	else
		set_ecn_v6(i->header, ecn);
}

/* The header goes, what stood in front of it moves up behind it, with the type of what follows. */
static __always_inline int strip(struct xdp_md *ctx, struct link *link, const struct outer *o)
{
	struct cursor c;
	void *macs;
	__be16 *type;

	if (bpf_xdp_adjust_head(ctx, o->bytes))
		return XDP_PASS;
	c = cursor_of(ctx);
	macs = take(&c, sizeof(link->macs));
	if (!macs)
		return XDP_DROP; /* half a packet; never: its inner header was there */
	__builtin_memcpy(macs, link->macs, sizeof(link->macs));
	for (__u32 i = 0; i < MAX_TAGS; i++) {
		__u16 *tag;

		if (i >= link->tags)
			break;
		tag = take(&c, 4);
		if (!tag)
			return XDP_DROP; /* as above */
		tag[0] = link->tag[i];
		tag[1] = link->tag[i] >> 16;
	}
	type = take(&c, sizeof(*type));
	if (!type)
		return XDP_DROP; /* as above */
	*type = bpf_htons(o->protocol == IPPROTO_IPIP ? ETH_P_IP : ETH_P_IPV6);
	return XDP_PASS;
}

static __always_inline int decapsulate(struct xdp_md *ctx, struct link *link, const struct outer *o,
				       const struct inner *i, __u32 counter)
{
	struct decap_count *count = bpf_map_lookup_elem(&decap_counters, &counter);

	if (!count)
		return XDP_PASS;
	if (o->fragment) {
		count->fragments++;
		return XDP_PASS;
	}
	if (i->ecn == NOT_ECT && o->ecn == CE) {
		count->ecn_dropped++;
		return XDP_DROP; /* RFC 6040: a drop is the only sign its sender understands */
	}
	count->packets++;
	count->bytes += i->bytes;
	merge_ecn(o, i);
	return strip(ctx, link, o);
}

SEC("xdp")
int baro_decap(struct xdp_md *ctx)
{
	struct cursor c = cursor_of(ctx);
	struct link link = {};
	struct outer outer = {};
	struct inner inner = {};
	struct decap_table *table;
	struct decap_slot *vip;

	if (!take_link(&c, &link) || !take_outer(&c, link.type, &outer))
		return XDP_PASS;
	table = table_in_force();
	if (!table || !find(table, &outer.to, ROLE_OWN) || !take_inner(&c, &outer, &inner))
		return XDP_PASS;
	vip = find(table, &inner.to, ROLE_VIP);
	return vip ? decapsulate(ctx, &link, &outer, &inner, vip->counter) : XDP_PASS;
}

char _license[] SEC("license") = "Dual MIT/GPL";
