// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.List;

/// Every real server and how it is, as `GET /v1/servers` answers it.
///
/// @param servers in the order of the configuration
public record ServerList(List<ServerSummary> servers) {
    public ServerList {
        servers = List.copyOf(servers);
    }
}
