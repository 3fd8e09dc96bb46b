// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.balancer.log.Log;
import java.time.Duration;

/// Logs requests whose callers lack the required role, at most one every ten seconds, so that a client that
/// keeps retrying does not push all other events out of the log.
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
