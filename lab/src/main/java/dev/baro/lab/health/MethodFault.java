// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.health;

import dev.baro.core.health.Verdict;
import java.util.List;
import java.util.Set;

/// A fault that breaks ports of all servers that are reached by one method each, at the same time.
///
/// @param verdict the verdict that identifies the fault
/// @param servers the names of the servers' hosts
/// @param ports   the only ports that go down, for IPv4 and for IPv6
/// @param cause   causes the fault; like the fix, it returns only once it has taken effect
record MethodFault(
        String name, Verdict verdict, List<String> servers, Set<String> ports, Runnable cause, Runnable fix) {}
