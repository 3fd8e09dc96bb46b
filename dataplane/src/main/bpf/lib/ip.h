/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Constants of the IPv4 header that the kernel's headers lack (RFC 791), and of tunnel headers. */
#ifndef BARO_IP_H
#define BARO_IP_H

#define IP_DF 0x4000
#define IP_MORE_FRAGMENTS 0x2000
#define IP_FRAGMENT_OFFSET 0x1fff

#define TUNNEL_TTL 64

#endif
