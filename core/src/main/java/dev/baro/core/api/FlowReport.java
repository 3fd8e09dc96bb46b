// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

/// The response to `GET /v1/sessions/flow`: the destination of one flow's next packet.
///
/// @param client      `198.51.100.7:40000`
/// @param service     `tcp 203.0.113.100:80`
/// @param server      the one that gets it; empty if no server would
/// @param state       the state of its session; empty if it has none and its packets follow the hash
/// @param idleSeconds the time since the session's last packet; 0 without one
/// @param byHash      whether flows of this service follow the hash and usually have no session
public record FlowReport(
        String client,
        String vip,
        String port,
        String service,
        String scheduler,
        String server,
        String state,
        int idleSeconds,
        boolean byHash) {}
