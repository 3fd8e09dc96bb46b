// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.health;

import dev.baro.core.health.Verdict;
import java.util.List;
import java.util.Set;

/// Something that breaks ports of servers that are reached by one method each, all of them at once.
///
/// @param verdict the verdict that names it
/// @param servers the names of the servers' hosts
/// @param ports   the only ports that go down, of IPv4 and of IPv6
/// @param cause   the function that causes the fault before it returns; the fix does likewise
record MethodFault(
        String name, Verdict verdict, List<String> servers, Set<String> ports, Runnable cause, Runnable fix) {}
