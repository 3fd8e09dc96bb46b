// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.balancer.log.Log;
import java.time.Duration;

/// Logs requests of callers without the role for them, one in ten seconds at most: a client that asks again and again
/// must not push everything else out of the events.
final class RefusalLog {
    private static final long PERIOD_NS = Duration.ofSeconds(10).toNanos();

    private long lastNs = System.nanoTime() - PERIOD_NS;
    private long untold;

    synchronized void refused(String who, String request, int status) {
        untold++;
        long now = System.nanoTime();
        if (now - lastNs >= PERIOD_NS) {
            Log.warning("API_REFUSED", "who", who, "request", request, "status", status, "count", untold);
            lastNs = now;
            untold = 0;
        }
    }
}
