// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A real server and its state.
///
/// @param method  how packets reach the server: `dscp`, `ipip` or `mac`
/// @param state   the state set by the operator: `enabled`, `drain` or `disabled`
/// @param health  the health shared by all its uses; `partly` if they differ, `unused` if it has no use
/// @param verdict the worst verdict among its uses; empty if all are well
/// @param since   the time when the current health began; ISO 8601, UTC; empty if nothing is probed
/// @param layers  the state of each probed layer, such as `l3`: the worst state among its targets, such as `up`
/// @param uses    one use for each service port that uses the server
public record ServerSummary(
        String name,
        String address,
        String dataCentre,
        String method,
        String state,
        String health,
        String verdict,
        String since,
        Map<String, String> layers,
        List<ServerUse> uses) {
    public ServerSummary {
        layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
        uses = List.copyOf(uses);
    }

    /// One service port that uses the server.
    ///
    /// @param health  `up`, `standby`, `not-probed`, `not-observed`, `down`, `unknown`, `kept`, `held`, or
    ///                `unwatched` if nothing is probed
    /// @param verdict `healthy`, `mark-lost`, ...; empty if nothing is probed
    /// @param since   the time when the server came into use or went out of use; ISO 8601, UTC; empty
    ///                if nothing is probed
    /// @param until   for `held`, the time until which the server must stay healthy; empty otherwise
    /// @param noticed whether the server's clients repeat SYNs far more often than the clients of its peers
    public record ServerUse(
            String vip, String port, String health, String verdict, String since, String until, boolean noticed) {}
}
