/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Later fragments carry no ports: they follow the first one. */
#ifndef BARO_FRAGMENT_H
#define BARO_FRAGMENT_H

#include "departure.h"

#define FRAGMENT_TICKS                                                                             \
	30 /* as long as Linux waits for the rest of a datagram (ip-sysctl, ipfrag_time) */

#define NO_SERVICE 0 /* of an echo request, which the program itself answers */

static __always_inline void fragment_key_of(const struct departure *d, __be32 id,
					    struct fragment_key *key)
{
	key->source = d->source;
	key->vip = d->vip;
	key->id = id;
	key->protocol = d->fragment_protocol;
	__builtin_memset(key->reserved, 0, sizeof(key->reserved));
}

static __always_inline void record_fragment(const struct departure *d, __u32 server, __u16 service)
{
	struct fragment fragment = {.server = server, .service = service, .tick = now.tick};
	struct fragment_key key;

	fragment_key_of(d, d->fragment_id, &key);
	bpf_map_update_elem(&fragments, &key, &fragment, BPF_ANY);
}

/* NULL when the first fragment was not seen in time. */
static __always_inline struct fragment *find_fragment(const struct departure *d)
{
	struct fragment_key key;
	struct fragment *fragment;

	fragment_key_of(d, d->fragment_id, &key);
	fragment = bpf_map_lookup_elem(&fragments, &key);
	return fragment && now.tick - fragment->tick <= FRAGMENT_TICKS ? fragment : NULL;
}

#endif
