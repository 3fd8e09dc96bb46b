// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.history;

import dev.baro.balancer.control.ConfigFile;
import dev.baro.balancer.control.Order;

/// What a start of the daemon runs.
///
/// @param contents    the file, or a kept revision
/// @param revisions   how many there were before: the next number is the one after it
/// @param notInForce  why the file is not in force; empty when it is
public record Start(ConfigFile.Contents contents, Order order, int revisions, String notInForce) {}
