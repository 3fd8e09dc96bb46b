// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/* The balancer's program with the hooks of a trace in it. It works on the balancer's own maps and
 * takes its place for as long as a trace runs. */
#include "hooks.h"
#include "../balancer/baro.bpf.c"
