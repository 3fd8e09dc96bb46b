// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

/// The answer to `GET /v1/sessions/flow`: where the next packet of one flow goes.
///
/// @param client      `198.51.100.7:40000`
/// @param service     `tcp 203.0.113.100:80`
/// @param server      who gets it; empty when nobody would
/// @param state       of its session; empty when it has none and its packets go by the hash
/// @param idleSeconds since the session's last packet; 0 without one
/// @param byHash      whether flows of this service go by the hash, so that one without a session is usual
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
