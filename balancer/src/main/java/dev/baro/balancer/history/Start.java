// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.history;

import dev.baro.balancer.control.ConfigFile;
import dev.baro.balancer.control.Order;

/// The configuration with which the daemon starts.
///
/// @param contents   the contents of the file or of a stored revision
/// @param revisions  the last revision number; the next revision gets the number after it
/// @param notInForce the reason why the file is not in force; empty if it is
public record Start(ConfigFile.Contents contents, Order order, int revisions, String notInForce) {}
