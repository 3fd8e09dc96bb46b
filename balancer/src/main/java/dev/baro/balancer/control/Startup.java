// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.core.config.Config;
import dev.baro.core.model.Balancer;
import dev.baro.core.model.MetricsSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What a daemon is from its start to its end, whatever is configured meanwhile.
///
/// @param keyed     whether the flow hash has the key that the cluster secret gives
/// @param startedNs monotonic time of `started`
public record Startup(
        Settings settings,
        Placement placement,
        int maxSessions,
        MetricsSettings metrics,
        boolean keyed,
        Instant started,
        long startedNs) {
    /// @param ns monotonic time
    /// @return the wall time then, for display only
    public Instant wallTime(long ns) {
        return started.plusNanos(ns - startedNs);
    }

    public Duration uptime(long nowNs) {
        return Duration.ofNanos(nowNs - startedNs);
    }

    /// What a configuration asks for and a running daemon cannot do.
    ///
    /// @return one sentence each
    public List<String> needsRestart(Config config) {
        List<String> sentences = new ArrayList<>();
        List<String> wanted =
                config.balancer(placement.balancer()).map(Balancer::interfaces).orElse(placement.interfaces());
        if (settings.interfaces().isEmpty() && !wanted.equals(placement.interfaces())) {
            sentences.add("interfaces of " + placement.balancer() + " are now " + String.join(", ", wanted)
                    + " in the configuration; restart the daemon to attach to them");
        }
        if (!config.metrics().equals(metrics)) {
            sentences.add((config.metrics().isNone()
                            ? "metrics are no longer to be served over TCP"
                            : "metrics are to be served at " + config.metrics())
                    + "; restart the daemon for it");
        }
        if (config.maxSessions() != maxSessions) {
            sentences.add("the session table was asked to hold " + maxSessions + " and is now to hold "
                    + config.maxSessions() + "; stop the daemon, run baro run --detach, and start it again");
        }
        if (!keyed) {
            sentences.add(
                    "the flow hash is keyed otherwise than by the cluster secret, because sessions of before are kept;"
                            + " stop the daemon, run baro run --detach, and start it again");
        }
        return sentences;
    }
}
