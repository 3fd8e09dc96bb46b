// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.balancer.log.Log;
import dev.baro.core.model.Vip;
import dev.baro.core.plan.ServerOverride;
import java.util.List;

/// Logs why each drain ended: the server was empty, or the deadline had passed.
public final class DrainLog {
    private DrainLog() {}

    /// @param before the snapshot whose counts still include the sessions that a deadline has ended
    public static void of(Snapshot before, Snapshot after) {
        after.drains()
                .emptiedSince(before.drains())
                .forEach(pair -> Log.info(
                        "SERVER_EMPTY",
                        "server",
                        pair.server(),
                        "vip",
                        pair.vip(),
                        "text",
                        "drained, no session left"));
        List<ServerOverride> over =
                after.state().overrides().overSince(before.state().overrides());
        if (!over.isEmpty()) {
            SessionCounts counts = SessionCounts.of(before.counters());
            over.forEach(drain -> sessionsEnded(drain, before, counts));
        }
    }

    private static void sessionsEnded(ServerOverride drain, Snapshot before, SessionCounts counts) {
        for (Vip vip : before.state().config().vips()) {
            if (vip.servers().contains(drain.server())
                    && (drain.vip().isEmpty() || drain.vip().equals(vip.name()))) {
                long sessions = counts.active(vip, drain.server());
                Log.warning("DRAIN_DEADLINE", "server", drain.server(), "vip", vip.name(), "sessions_ended", sessions);
            }
        }
    }
}
