// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.access;

import dev.baro.core.config.Role;

/// A client of the API as history and events name it, and what it may do.
///
/// @param who a user of this host, `token NAME`, `certificate NAME`; empty where the kernel does not tell
public record Caller(String who, Role role) {}
