// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import dev.baro.core.history.Awaited;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Instant;
import java.util.Optional;

/// The metrics about revisions of the configuration.
public final class RevisionMetrics {
    private RevisionMetrics() {}

    /// @param awaited the confirmation that the newest revision is waiting for
    public static MetricSnapshot deadline(Optional<Awaited> awaited) {
        return MetricFamily.gauge(
                        "baro_config_confirmation_deadline_timestamp_seconds",
                        "Time when the newest configuration is rolled back unless it is confirmed; 0: no confirmation"
                                + " is awaited.")
                .add(awaited.map(one -> Instant.parse(one.deadline()).getEpochSecond())
                        .orElse(0L))
                .snapshot();
    }
}
