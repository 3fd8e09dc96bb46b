/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* ICMP and ICMPv6: RFC 792, RFC 4443. */
#ifndef BARO_ICMP_H
#define BARO_ICMP_H

#include <stdbool.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/types.h>
#include <bpf/bpf_helpers.h>

/* Defined here because the kernel's ICMP headers include the C library's. */
struct icmp {
	__u8 type;
	__u8 code;
	__u16 checksum;
	__be32 rest; /* holds the MTU of "too big" in its lower half, or in all of it (ICMPv6) */
};

#define ICMP_ECHO_REPLY 0
#define ICMP_UNREACHABLE 3
#define ICMP_ECHO 8
#define ICMP_TIME_EXCEEDED 11
#define ICMP_PARAMETER_PROBLEM 12
#define ICMP_PORT_UNREACHABLE 3	    /* code of ICMP_UNREACHABLE */
#define ICMP_FRAGMENTATION_NEEDED 4 /* code of ICMP_UNREACHABLE */
#define ICMP6_UNREACHABLE 1
#define ICMP6_PORT_UNREACHABLE 4 /* code of ICMP6_UNREACHABLE */
#define ICMP6_TOO_BIG 2
#define ICMP6_TIME_EXCEEDED 3
#define ICMP6_PARAMETER_PROBLEM 4
#define ICMP6_ECHO 128
#define ICMP6_ECHO_REPLY 129

/* The protocol number of ICMP in the packet's IP version. */
static __always_inline __u32 icmp_protocol(__u8 v6)
{
	return v6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
}

#endif
