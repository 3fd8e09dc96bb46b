// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import dev.baro.core.plan.State;
import java.time.Duration;

/// What came of one event.
record Outcome(State before, State after, Duration took) {}
