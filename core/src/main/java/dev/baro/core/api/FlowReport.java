// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

/// The response to `GET /v1/sessions/flow`: the destination of one flow's next packet.
///
/// @param client      `198.51.100.7:40000`
/// @param service     `tcp 203.0.113.100:80`
/// @param server      the real server that gets the packet; empty if none would
/// @param state       the state of the flow's session; empty if it has no session and its
///                    packets follow the hash
/// @param idleSeconds the time since the session's last packet; 0 without a session
/// @param byHash      whether flows of this service follow the hash, and so usually have no session
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
