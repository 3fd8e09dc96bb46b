// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/* The balancer's program with trace hooks. It uses the balancer's maps and replaces the program
 * while a trace runs. */
#include "hooks.h"
#include "../balancer/baro.bpf.c"
