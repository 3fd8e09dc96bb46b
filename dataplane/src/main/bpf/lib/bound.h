/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Bounds that the verifier sees, whatever the compiler knows already.
 *
 * Both prove that a length or an index is in range, and each in its own way. A compiler drops a
 * check that repeats what it has proved elsewhere, joins two checks into one, or compares the lower
 * half of a register and uses the whole. The verifier follows none of that: clang 19 drops the
 * upper bound of the option bytes ("invalid write to stack R3 off=-80 size=232"), clang 15 and 16
 * compare half of a slot's index ("math between map_value pointer and register with unbounded min
 * value is not allowed"). So every variable length that a helper takes, and every variable offset
 * that is added to a pointer behind a check, goes through one of these last. They change no value
 * that the checks let through. */
#ifndef BARO_BOUND_H
#define BARO_BOUND_H

#include <linux/types.h>
#include <bpf/bpf_helpers.h>

/* The compiler may no longer assume anything of the value: keeps branchless code branchless, and
 * comparisons as they are written. For an index, of 64 bits: the whole register is compared. */
#define KEEP_AS_IT_IS(value) asm volatile("" : "+r"(value))

/* For an index or offset that is at most `mask`, a power of two less one. */
static __always_inline __u64 at_most(__u64 value, const __u32 mask)
{
	asm volatile("%0 &= %1" : "+r"(value) : "i"(mask));
	return value;
}

/* For a length of 1 to `limit` bytes, a power of two: helpers take no length of 0. */
static __always_inline __u64 one_to(const __u32 limit, __u64 length)
{
	return at_most(length - 1, limit - 1) + 1;
}

#endif
