/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Fragments that arrive before the first fragment of their datagram, the only one with ports.
 * Each of them gets a real server, and the first fragment follows them if its flow permits. */
#ifndef BARO_EARLY_H
#define BARO_EARLY_H

#include "choose.h"
#include "fragment.h"
#include "service.h"

#define EARLY_TICKS 1 /* an overtaken first fragment arrives within milliseconds */

#define REFUSED_DATAGRAM 0xffff /* in place of a service: the first fragment was not forwarded */
_Static_assert(REFUSED_DATAGRAM > SERVICE_IDS, "no virtual service has this id");

/* The destination of a later fragment: id of a virtual service << 16 | real server,
 * or one of these. */
#define PLACE_UNKNOWN 0
#define PLACE_BACK 0xffffffff /* back to its sender: a fragment of an echo request */

static __always_inline __u32 place(__u16 service, __u16 server)
{
	if (service == REFUSED_DATAGRAM)
		return PLACE_UNKNOWN;
	return service == NO_SERVICE ? PLACE_BACK : (__u32)service << 16 | server;
}

/* The record of the datagram's early fragments; NULL if there is none, or if it has expired. */
static __always_inline struct fragment *find_early(const struct departure *d)
{
	struct fragment *early;
	struct fragment_key key;
	__u32 ticks;

	fragment_key_of(d, d->fragment_id, &key);
	early = bpf_map_lookup_elem(&early_fragments, &key);
	if (!early)
		return NULL;
	ticks = early->service == REFUSED_DATAGRAM ? FRAGMENT_TICKS : EARLY_TICKS;
	return now.tick - early->tick <= ticks ? early : NULL;
}

static __always_inline struct fragment_client *find_client(const struct departure *d)
{
	struct fragment_client *client;
	struct fragment_key key;

	fragment_key_of(d, 0, &key);
	client = bpf_map_lookup_elem(&fragment_clients, &key);
	return client && now.tick - client->tick <= FRAGMENT_TICKS ? client : NULL;
}

static __always_inline bool has_several(const struct fragment_client *client)
{
	return client->several_tick && now.tick - client->several_tick <= FRAGMENT_TICKS;
}

/* With affinity, the hash is that of the client's flow. Without it, the identification replaces
 * the source port, so all fragments of the datagram have the same hash. */
static __always_inline __u32 server_for_early(const struct service *service, __u64 hash)
{
	if (has_affinity(service))
		return choose_by(service, hash, FLAG_UDP | FLAG_PEEK).number & SERVER_NUMBER;
	return server_in_slot(service, hash);
}

/* Places a fragment by hash. Only UDP is placed, because a TCP segment must reach
 * its connection's real server. */
static __always_inline __u32 place_by_hash(struct service_table *table, const struct service *vip,
					   struct departure *d)
{
	__u32 id = (__u16)(d->fragment_id ^ d->fragment_id >> 16), port = vip->ring, server;
	struct service *service;
	__u64 hash;

	if (!port || d->protocol != IPPROTO_UDP)
		return PLACE_UNKNOWN;
	service = find_service(table, &d->vip, port_key(port, IPPROTO_UDP));
	if (!service)
		return PLACE_UNKNOWN;
	hash = hash_of(&d->source, &d->vip, (id & service->source_port_mask) << 16 | port,
		       IPPROTO_UDP);
	server = server_for_early(service, hash);
	if (!server_of(service->id, server))
		return PLACE_UNKNOWN;
	return place(service->id, server);
}

/* A client usually sends several datagrams of one flow, so the fragment goes to the real server
 * of that flow. If the client has several flows, the fragment's flow is unknown, so the hash
 * determines the real server. */
static __always_inline __u32 place_early(struct departure *d)
{
	struct service_table *table = table_in_force();
	struct service *vip = table ? find_service(table, &d->vip, THE_VIP_ITSELF) : NULL;
	__u32 before = PLACE_UNKNOWN, by_hash = PLACE_UNKNOWN;
	struct fragment_client *client;

	if (!vip)
		return PLACE_UNKNOWN;
	if (d->protocol == icmp_protocol(d->v6)) /* only echo requests may be fragmented */
		return vip->flags & VIP_SERVED ? PLACE_BACK : PLACE_UNKNOWN;
	client = find_client(d);
	if (client && server_of(client->service, client->server))
		before = place(client->service, client->server);
	if (before == PLACE_UNKNOWN || has_several(client))
		by_hash = place_by_hash(table, vip, d);
	return by_hash == PLACE_UNKNOWN ? before : by_hash;
}

/* The place of a later fragment. A global function, so that the verifier walks it once. */
__attribute__((noinline)) __u32 place_of_later(struct departure *d)
{
	struct fragment *fragment;

	if (!d)
		return PLACE_UNKNOWN;
	fragment = find_fragment(d);
	if (!fragment) {
		d->early = true;
		fragment = find_early(d);
	}
	return fragment ? place(fragment->service, fragment->server) : place_early(d);
}

/* The number that another service's real server has in this virtual service, if both have the
 * same ring; 0 if there is none. */
static __always_inline __u32 number_in(const struct service *service,
				       const struct real_server *server)
{
	struct region ring = region_at(service->ring);

	return ring.slab && server->slot ? server_in(&ring, server->slot - 1) : 0;
}

/* The real server of the datagram's early fragments, numbered as in this virtual service; 0 if
 * there were none, or if the server is not a member that takes new sessions. */
__attribute__((noinline)) __u32 server_of_early(const struct service *service, struct departure *d)
{
	struct fragment *early = d ? find_early(d) : NULL;
	struct real_server *server, *member;
	__u32 number;

	if (!early || !service || early->service == NO_SERVICE ||
	    early->service == REFUSED_DATAGRAM)
		return 0;
	number = early->server;
	server = server_of(early->service, number);
	if (!server)
		return 0;
	if (early->service != service->id)
		number = number_in(service, server);
	member = server_of(service->id, number);
	return member && member->weight && member->method == server->method &&
		       same_address(&member->address, &server->address)
		   ? number
		   : 0;
}

/* The number of the early fragments' server, with the flags of a session, if the flow may follow
 * them; otherwise 0, because a session does not change its real server for one datagram. */
__attribute__((noinline)) __u32 follow_early(const struct service *service, struct departure *d,
					     __u32 server)
{
	struct session_bucket *bucket;
	__u64 hash, *place;

	if (!service || !d || (service->choice == CHOICE_HASH && has_affinity(service)))
		return 0;
	hash = hash_of(&d->source, &d->vip,
		       (__u32)(d->source_port & service->source_port_mask) << 16 | d->port,
		       d->protocol);
	bucket = bucket_of(hash);
	if (!bucket)
		return 0;
	if (holds_flow(service, *find_session(bucket, tag_of(hash)), hash, d->flags))
		return 0;
	d->by_flow = server;
	if (service->choice == CHOICE_HASH) { /* only this datagram follows; no session */
		d->by_flow = server_in_slot(service, hash);
		return server;
	}
	if (service->flags & SERVICE_ONE_PACKET)
		return server | OPENED;
	place = place_for_flow(bucket, hash);
	if (!place)
		return server | OPENED;
	return enter_session(
	    service, place,
	    session_word(tag_of(hash), server, first_state(service, d->flags), d->flags), hash,
	    server);
}

/* Whether the datagram's later fragments are also refused. The fragments of a
 * martian are martians themselves. */
static __always_inline bool refuses_datagram(const struct departure *d, enum outcome outcome)
{
	return (d->kind == KIND_FIRST_FRAGMENT || d->kind == KIND_FIRST_OF_ICMP) &&
	       outcome != OUTCOME_NOT_A_VIP && outcome != OUTCOME_ANSWERED &&
	       outcome != OUTCOME_MARTIAN;
}

/* Records the destination of a later fragment for the missing first fragment. Each kind of
 * record has a global function, because it needs a separate stack. */
__attribute__((noinline)) int note_early(struct departure *d)
{
	struct fragment early = {.tick = now.tick};
	struct fragment_key key;

	if (!d)
		return 0;
	early.server = d->service == NO_SERVICE ? 0 : d->chosen;
	early.service = d->service;
	fragment_key_of(d, d->fragment_id, &key);
	bpf_map_update_elem(&early_fragments, &key, &early, BPF_ANY);
	return 0;
}

/* Records that the first fragment was not forwarded, because later fragments are
 * not forwarded without it. */
__attribute__((noinline)) int note_refused(struct departure *d)
{
	struct fragment refused = {.service = REFUSED_DATAGRAM, .tick = now.tick};
	struct fragment_key key;

	if (!d)
		return 0;
	fragment_key_of(d, d->fragment_id, &key);
	bpf_map_update_elem(&early_fragments, &key, &refused, BPF_ANY);
	return 0;
}

/* Records the first fragment's real server for later fragments and for the client's next
 * datagrams. */
__attribute__((noinline)) int note_first(struct departure *d)
{
	struct fragment_client client = {.tick = now.tick}, *last;
	struct fragment_key key;

	if (!d)
		return 0;
	record_fragment(d, d->chosen & SERVER_NUMBER, d->service);
	client.server = d->by_flow;
	client.service = d->service;
	client.ports = (__u32)d->source_port << 16 | d->port;
	last = find_client(d);
	if (last)
		client.several_tick = last->ports == client.ports ? last->several_tick : now.tick;
	fragment_key_of(d, 0, &key);
	bpf_map_update_elem(&fragment_clients, &key, &client, BPF_ANY);
	return 0;
}

/* Records, for the following fragments of a datagram, whether and where
 * this fragment was forwarded. */
static __always_inline void note_fragment(struct departure *d, bool left)
{
	if (d->kind == KIND_FIRST_FRAGMENT) {
		if (left)
			note_first(d);
		else
			note_refused(d);
	} else if (d->early && left) {
		note_early(d);
	}
}

#endif
