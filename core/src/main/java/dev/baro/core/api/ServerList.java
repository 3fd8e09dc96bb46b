// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.List;

/// All real servers and their state, as returned by `GET /v1/servers`.
///
/// @param servers the servers, in the order of the configuration
public record ServerList(List<ServerSummary> servers) {
    public ServerList {
        servers = List.copyOf(servers);
    }
}
