// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.core.plan.State;
import java.time.Duration;

/// What came of one event.
public record EventOutcome(State before, State after, Duration took) {}
