/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Bounds that the verifier can see, whatever the compiler has already proved.
 *
 * The compiler and the verifier both prove that a length or an index is in range, but in different
 * ways. A compiler drops a check that it has already proved, merges two checks, or compares the
 * lower half of a register and uses the whole register. The verifier follows none of that: clang 19
 * drops the upper bound of the option bytes ("invalid write to stack R3 off=-80 size=232"), clang
 * 15 and 16 compare half of a slot's index ("math between map_value pointer and register with
 * unbounded min value is not allowed"). Every variable length for a helper, and every variable
 * offset that is added to a pointer after a check, therefore passes through one of these functions
 * last. They do not change a value that passes the checks. */
#ifndef BARO_BOUND_H
#define BARO_BOUND_H

#include <linux/types.h>
#include <bpf/bpf_helpers.h>

/* Hides the value from the compiler, so that branchless code and comparisons stay as written.
 * For an index, use 64 bits, so that the whole register is compared. */
#define KEEP_AS_IT_IS(value) asm volatile("" : "+r"(value))

/* For an index or offset of at most `mask`, which is a power of two minus one. */
static __always_inline __u64 at_most(__u64 value, const __u32 mask)
{
	asm volatile("%0 &= %1" : "+r"(value) : "i"(mask));
	return value;
}

/* For a length of 1 to `limit` bytes, `limit` being a power of two: helpers reject
 * a length of 0. */
static __always_inline __u64 one_to(const __u32 limit, __u64 length)
{
	return at_most(length - 1, limit - 1) + 1;
}

#endif
