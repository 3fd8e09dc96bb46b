/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Replaces an address and updates the checksums that cover it. */
#ifndef BARO_REPLACE_H
#define BARO_REPLACE_H

#include "read.h"

#define EINVAL 22

/* Named BPF_F_IPV6 in recent versions of linux/bpf.h. */
#define CSUM_IPV6 (1ULL << 7)

#define TCP_CHECK_AT 16
#define UDP_CHECK_AT 6
#define ICMP_CHECK_AT 2

/* The offset of the checksum that covers the addresses; 0 if there is none. */
static __always_inline __u32 l4_check_at(const struct probe_packet *p)
{
	if (p->protocol == IPPROTO_TCP)
		return p->l4_at + TCP_CHECK_AT;
	if (p->protocol == IPPROTO_UDP)
		return p->l4_at + UDP_CHECK_AT;
	return p->v6 ? p->l4_at + ICMP_CHECK_AT : 0;
}

static __always_inline int replace_v4(struct __sk_buff *skb, const struct probe_packet *p, __u32 at,
				      const struct address *before, const struct address *after)
{
	__be32 from = before->word[3], to = after->word[3];
	__u32 check_at = l4_check_at(p);
	__u64 flags = BPF_F_PSEUDO_HDR | sizeof(to);

	if (p->protocol == IPPROTO_UDP)
		flags |= BPF_F_MARK_MANGLED_0;
	if (check_at && bpf_l4_csum_replace(skb, check_at, from, to, flags))
		return -1;
	if (bpf_l3_csum_replace(skb, p->ip_at + offsetof(struct iphdr, check), from, to,
				sizeof(to)))
		return -1;
	return bpf_skb_store_bytes(skb, p->ip_at + at, &to, sizeof(to), 0);
}

/* CSUM_IPV6 (Linux 6.16) keeps a complete checksum of the network card correct; older
 * kernels refuse the flag. */
static __always_inline int replace_v6(struct __sk_buff *skb, const struct probe_packet *p, __u32 at,
				      const struct address *before, const struct address *after)
{
	struct address from = *before, to = *after;
	__s64 delta = bpf_csum_diff((__be32 *)&from, sizeof(from), (__be32 *)&to, sizeof(to), 0);
	__u32 check_at = l4_check_at(p);
	__u64 flags = BPF_F_PSEUDO_HDR;
	long result;

	if (p->protocol == IPPROTO_UDP)
		flags |= BPF_F_MARK_MANGLED_0;
	result = bpf_l4_csum_replace(skb, check_at, 0, delta, flags | CSUM_IPV6);
	if (result == -EINVAL)
		result = bpf_l4_csum_replace(skb, check_at, 0, delta, flags);
	return result ? -1 : bpf_skb_store_bytes(skb, p->ip_at + at, &to, sizeof(to), 0);
}

static __always_inline int replace_source(struct __sk_buff *skb, const struct probe_packet *p,
					  const struct address *after)
{
	return p->v6 ? replace_v6(skb, p, offsetof(struct ipv6hdr, saddr), &p->source, after)
		     : replace_v4(skb, p, offsetof(struct iphdr, saddr), &p->source, after);
}

static __always_inline int replace_destination(struct __sk_buff *skb, const struct probe_packet *p,
					       const struct address *after)
{
	return p->v6 ? replace_v6(skb, p, offsetof(struct ipv6hdr, daddr), &p->destination, after)
		     : replace_v4(skb, p, offsetof(struct iphdr, daddr), &p->destination, after);
}

#endif
