// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.time.Duration;

/// When a layer is probed and how many results turn a verdict.
///
/// @param fall failures in a row that take a server down, 1 or more
/// @param rise successes in a row that bring it up, 1 or more
public record ProbeTiming(Duration interval, Duration timeout, int fall, int rise) {}
