// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One real server and how it is.
///
/// @param method  how packets are brought to it: `dscp`, `ipip` or `mac`
/// @param state   what the operator wants of it: `enabled`, `drain` or `disabled`
/// @param health  the health that all its uses have, `partly` when they differ, `unused` without any
/// @param verdict why, the worst of its uses; empty when nothing is wrong
/// @param since   since when, of that use; ISO 8601, UTC; empty when nothing is probed
/// @param layers  what each layer that is probed shows, the worst of its targets: `l3` is `up`
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
    ///                `unwatched` when nothing is probed
    /// @param verdict why: `healthy`, `mark-lost`, ...; empty when nothing is probed
    /// @param since   since when it is used, or not; ISO 8601, UTC; empty when nothing is probed
    /// @param until   of `held`: until when it must stay good; empty otherwise
    /// @param noticed whether its clients repeat their SYNs far more often than those of its peers
    public record ServerUse(
            String vip, String port, String health, String verdict, String since, String until, boolean noticed) {}
}
