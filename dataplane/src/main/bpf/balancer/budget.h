/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* So many in a tick and no more, for each CPU by itself. */
#ifndef BARO_BUDGET_H
#define BARO_BUDGET_H

#include <stdbool.h>
#include "maps.h"

static __always_inline bool within_budget(enum budget_of what, __u32 per_tick)
{
	__u32 key = what;
	struct budget *budget = bpf_map_lookup_elem(&budgets, &key);

	if (!budget)
		return false;
	if (budget->tick != now.tick) {
		budget->tick = now.tick;
		budget->used = 0;
	}
	return budget->used++ < per_tick;
}

#endif
