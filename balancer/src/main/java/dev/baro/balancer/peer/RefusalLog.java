// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import dev.baro.balancer.log.Log;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Counts refusals, and limits how often each reason is logged, so that unknown hosts cannot fill the log.
final class RefusalLog {
    private static final long QUIET_NS = Duration.ofSeconds(10).toNanos();

    private final Map<Refusal, Long> counts = new EnumMap<>(Refusal.class);
    private final Map<Refusal, Long> unlogged = new EnumMap<>(Refusal.class);
    private final Map<Refusal, Long> loggedNs = new EnumMap<>(Refusal.class);

    /// @param from the address of the other side
    synchronized void add(Refusal reason, String from, String text, long nowNs) {
        counts.merge(reason, 1L, Long::sum);
        long waiting = unlogged.merge(reason, 1L, Long::sum);
        Long last = loggedNs.get(reason);
        if (last == null || nowNs - last >= QUIET_NS) {
            loggedNs.put(reason, nowNs);
            unlogged.put(reason, 0L);
            Log.warning("PEER_REFUSED", "reason", reason.word(), "from", from, "count", waiting, "text", text);
        }
    }

    /// The number of refusals by the word for their reason, including zeros.
    synchronized Map<String, Long> counts() {
        Map<String, Long> all = new LinkedHashMap<>();
        for (Refusal reason : Refusal.values()) {
            all.put(reason.word(), counts.getOrDefault(reason, 0L));
        }
        return all;
    }
}
