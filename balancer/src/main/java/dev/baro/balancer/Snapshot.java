// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import dev.baro.core.plan.State;
import dev.baro.dataplane.ForwarderCounters;

/// What everybody but the controller may see: the state, and what the kernel had counted when it was last asked.
record Snapshot(State state, ForwarderCounters counters) {}
