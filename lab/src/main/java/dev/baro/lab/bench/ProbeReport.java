// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import dev.baro.core.health.Reply;
import dev.baro.core.model.HealthTimings;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.ObjectMapper;

/// The results of the probe bench.
///
/// @param timings         the intervals at which each server is probed
/// @param wantedPerSecond the rate that the intervals give; jitter adds up to a twentieth
/// @param cores           the CPU seconds that the prober uses per second, including the kernel's work for it
/// @param warmUpCores     the CPU seconds that the prober uses per second during the warm-up
/// @param answeringCores  the CPU seconds per second of the program that simulates the real servers
/// @param lateP50Us       the lateness in microseconds that half of the timers did not exceed
/// @param lateP99Us       the lateness in microseconds that 99 of 100 timers did not exceed
/// @param replies         the number of results of each kind
public record ProbeReport(
        int servers,
        Intervals timings,
        double seconds,
        long wantedPerSecond,
        long sentPerSecond,
        double cores,
        double warmUpCores,
        double answeringCores,
        long lateP50Us,
        long lateP99Us,
        Map<Reply, Long> replies) {
    /// The time from one probe to the next, in milliseconds.
    public record Intervals(long pingMs, long connectionMs, long requestMs) {
        static final Intervals DEFAULTS = new Intervals(
                HealthTimings.DEFAULTS.l3().interval().toMillis(),
                HealthTimings.DEFAULTS.l4().interval().toMillis(),
                HealthTimings.DEFAULTS.l7().interval().toMillis());

        /// The intervals as text, such as `ping 1 s, TCP 2 s, HTTP 5 s`.
        public String text() {
            return "ping " + seconds(pingMs) + ", TCP " + seconds(connectionMs) + ", HTTP " + seconds(requestMs);
        }

        private static String seconds(long ms) {
            return ms % 1000 == 0 ? ms / 1000 + " s" : ms + " ms";
        }
    }

    public ProbeReport {
        replies = Map.copyOf(replies);
    }

    public String text(boolean json) {
        return json ? new ObjectMapper().writeValueAsString(this) + "\n" : table();
    }

    private String table() {
        String kinds = replies.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> String.format(
                        Locale.ROOT, "%s %,d", entry.getKey().name().toLowerCase(Locale.ROOT), entry.getValue()))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                """
                %,d real servers, each with %s, for %.0f s after the first %d s
                probes a second      %,d sent (%,d asked for, up to 5 %% more by jitter)
                results              %s
                cores used           %.2f by the prober (%.2f in the first %d s), %.2f by what answers
                timers late          p50 %,d us, p99 %,d us
                """,
                servers,
                timings.text(),
                seconds,
                ProbeBench.WARM_UP.toSeconds(),
                sentPerSecond,
                wantedPerSecond,
                kinds,
                cores,
                warmUpCores,
                ProbeBench.WARM_UP.toSeconds(),
                answeringCores,
                lateP50Us,
                lateP99Us);
    }
}
