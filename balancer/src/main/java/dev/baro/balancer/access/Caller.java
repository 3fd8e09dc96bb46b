// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.access;

import dev.baro.core.config.Role;

/// A client of the API: its name in history and events, and its role.
///
/// @param who a user of this host, `token NAME`, `certificate NAME`; empty if the kernel does not report it
public record Caller(String who, Role role) {}
