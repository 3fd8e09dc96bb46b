// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.health.ProbeCounter;
import dev.baro.core.health.Layer;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTarget;
import dev.baro.core.health.Reply;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ProbeMetricsTest {
    private static final ProbeTarget TARGET = new ProbeTarget(Layer.L4, "web-1", "store", "http");

    @Test
    void resultsAreCountedOnTheirWayByLayerAndReply() {
        ProbeCounter counter = new ProbeCounter();
        List<ProbeResult> judged = new ArrayList<>();
        Consumer<ProbeResult> counting = counter.before(judged::add);

        counting.accept(result(Reply.EXPECTED, 1_500_000));
        counting.accept(result(Reply.EXPECTED, 30_000_000));
        counting.accept(result(Reply.FROM_REAL_ADDRESS, 1_000_000));

        assertThat(judged).hasSize(3);
        assertThat(lines(counter))
                .contains(
                        "baro_probes_total{layer=\"l4\",result=\"expected\"} 2.0",
                        "baro_probes_total{layer=\"l4\",result=\"from-real-address\"} 1.0",
                        "baro_probe_duration_seconds_bucket{layer=\"l4\",le=\"0.001\"} 0",
                        "baro_probe_duration_seconds_bucket{layer=\"l4\",le=\"0.002\"} 1",
                        "baro_probe_duration_seconds_bucket{layer=\"l4\",le=\"0.05\"} 2",
                        "baro_probe_duration_seconds_count{layer=\"l4\"} 2",
                        "baro_probe_duration_seconds_sum{layer=\"l4\"} 0.0315");
    }

    private static List<String> lines(ProbeCounter counter) {
        ProbeMetrics metrics = new ProbeMetrics(counter.counts());
        return MetricsFormat.TEXT
                .text(new MetricSnapshots(
                        List.of(metrics.durations(), metrics.sent().snapshot())))
                .lines()
                .toList();
    }

    private static ProbeResult result(Reply reply, long tookNs) {
        return new ProbeResult(TARGET, reply, "", 1_000, 1_000 + tookNs);
    }
}
