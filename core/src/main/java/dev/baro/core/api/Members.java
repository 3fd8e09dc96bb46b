// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.List;

/// The response to `GET /v1/members` and to every change of a server.
///
/// @param servers  the servers by VIP, in the order of the file
/// @param warnings warnings about the change, one sentence each
public record Members(List<ServerMember> servers, List<String> warnings) {
    public Members {
        servers = List.copyOf(servers);
        warnings = List.copyOf(warnings);
    }
}
