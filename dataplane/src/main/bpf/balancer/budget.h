/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Limits per tick. */
#ifndef BARO_BUDGET_H
#define BARO_BUDGET_H

#include <stdbool.h>
#include "maps.h"

struct budget {
	__u32 tick;
	__u32 used;
};

enum budget_of {
	BUDGET_OF_ANSWERS,  /* "too big" errors sent to any client */
	BUDGET_OF_SESSIONS, /* sessions entered */
	BUDGET_OF_REFUSALS, /* resets and all other ICMP errors */
	BUDGET_OF_PLACES,   /* sessions in one bucket; no tick resets it */
	BUDGETS,
};

struct cpu_budget {
	struct budget now;
	__u64 refused; /* since the maps were created; includes refusals by a client's budget */
};

/* budgets: by enum budget_of and CPU. The kernel writes, and Java adds up the refusals. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, BUDGETS);
	__type(key, __u32);
	__type(value, struct cpu_budget);
} budgets SEC(".maps");

/* client_budgets: by keyed hash of a client's address, the number of errors sent to it in this
 * tick; shared by all CPUs. Kernel only. Large enough that a million errors a second cannot
 * exhaust one entry in eight. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, CLIENT_BUDGETS);
	__type(key, __u32);
	__type(value, struct budget);
} client_budgets SEC(".maps");

/* Limits per tick. Errors are limited (RFC 1812 section 4.3.2.8, RFC 4443 section 2.4 (f)): per
 * client, so that no address can use up the budget of others or be flooded by answers to forged
 * packets; and per CPU, because each answer costs CPU time. The CPU's limit is high, because a
 * flood that reaches it affects all clients alike. */
#define ANSWERS_OF_A_BUDGET 500
#define ANSWERS_OF_A_CPU 100000

static __always_inline bool within_budget(struct budget *budget, __u32 per_tick)
{
	if (budget->tick != now.tick) {
		budget->tick = now.tick;
		budget->used = 0;
	}
	return budget->used++ < per_tick;
}

/* Keyed with a secret, so that an attacker cannot find addresses that share a budget with a
 * client. The multipliers and shifts are those of flow_hash(). */
static __always_inline __u64 client_hash(const struct address *client)
{
	__u64 hash = client->half[0] ^ settings.hash_key[1];

	hash = (hash ^ hash >> 30) * 0xbf58476d1ce4e5b9ull;
	hash ^= client->half[1] ^ settings.hash_key[0];
	hash = (hash ^ hash >> 27) * 0x94d049bb133111ebull;
	hash = (hash ^ hash >> 30) * 0xbf58476d1ce4e5b9ull;
	hash = (hash ^ hash >> 27) * 0x94d049bb133111ebull;
	return hash ^ hash >> 31;
}

/* CPUs may overwrite each other's counts, so slightly more errors than the limit may pass. */
static __always_inline bool within_client_budget(__u32 hash)
{
	__u32 key = hash & (CLIENT_BUDGETS - 1);
	struct budget *budget = bpf_map_lookup_elem(&client_budgets, &key);

	return budget && within_budget(budget, ANSWERS_OF_A_BUDGET);
}

/* Global: verified once. */
__attribute__((noinline)) int count_refused(__u32 which)
{
	struct cpu_budget *budget = bpf_map_lookup_elem(&budgets, &which);

	if (budget)
		budget->refused++;
	return 0;
}

/* `fits` is false if another limit has already been reached. */
static __always_inline bool within_cpu_budget(enum budget_of which, bool fits, __u32 per_tick)
{
	__u32 key = which;
	struct cpu_budget *budget = bpf_map_lookup_elem(&budgets, &key);

	if (!budget)
		return false;
	if (fits && within_budget(&budget->now, per_tick))
		return true;
	budget->refused++;
	return false;
}

/* Whether an error may be sent to this client. A client that shares one budget with a flooded
 * address still has its second budget, and no attacker can tell which addresses share both.
 * Refusals have a separate CPU budget, because small packets exhaust it quickly, and path MTU
 * discovery must still work. */
static __always_inline bool may_send(const struct address *client, enum budget_of budget)
{
	__u64 hash = client_hash(client);
	bool fits = within_client_budget(hash) || within_client_budget(hash >> 32);

	return within_cpu_budget(budget, fits, ANSWERS_OF_A_CPU);
}

static __always_inline bool may_answer(const struct address *client)
{
	return may_send(client, BUDGET_OF_ANSWERS);
}

#endif
