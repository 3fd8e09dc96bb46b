// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A real server and its state.
///
/// @param method  how packets reach it: `dscp`, `ipip` or `mac`
/// @param state   the state set by the operator: `enabled`, `drain` or `disabled`
/// @param health  the common health of its uses, `partly` if they differ, `unused` without any
/// @param verdict the worst verdict of its uses; empty if all are well
/// @param since   the start of that state; ISO 8601, UTC; empty if nothing is probed
/// @param layers  the state of each probed layer, the worst of its targets: `l3` is `up`
/// @param uses    one for each service port that uses it
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
    /// @param since   the time since when it has been in or out of use; ISO 8601, UTC; empty if nothing is probed
    /// @param until   for `held`, the end of the time for which it must stay healthy; empty otherwise
    /// @param noticed whether its clients repeat SYNs far more often than its peers' clients
    public record ServerUse(
            String vip, String port, String health, String verdict, String since, String until, boolean noticed) {}
}
