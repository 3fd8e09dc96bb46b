// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.history;

import dev.baro.balancer.control.ConfigFile;
import dev.baro.balancer.control.Order;

/// The configuration for a start of the daemon.
///
/// @param contents   the file, or a stored revision
/// @param revisions  the last revision number, which the next one follows
/// @param notInForce the reason why the file is not in force; empty if it is
public record Start(ConfigFile.Contents contents, Order order, int revisions, String notInForce) {}
