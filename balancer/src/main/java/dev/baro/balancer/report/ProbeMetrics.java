// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import dev.baro.balancer.health.ProbeCounts;
import dev.baro.balancer.health.ProbeCounts.OfLayer;
import dev.baro.core.health.Layer;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The metrics of probes: how many were sent, their replies and their durations.
record ProbeMetrics(ProbeCounts counts) {

    MetricFamily sent() {
        MetricFamily sent = MetricFamily.counter(
                "baro_probes", "Probes of real servers by reply, in time or not.", "layer", "result");
        counts.layers()
                .forEach((layer, of) -> of.replies().forEach((reply, n) -> sent.add(n, layer.word(), reply.word())));
        return sent;
    }

    MetricSnapshot durations() {
        List<Double> bounds = new ArrayList<>();
        ProbeCounts.BOUNDS.forEach(bound -> bounds.add(bound.toNanos() / 1e9));
        bounds.add(Double.POSITIVE_INFINITY);
        return new HistogramSnapshot(
                MetricFamily.metadata(
                        "baro_probe_duration_seconds", "Time that real servers took to answer probes correctly."),
                counts.layers().entrySet().stream()
                        .map(entry -> point(bounds, entry))
                        .toList());
    }

    private static HistogramDataPointSnapshot point(List<Double> bounds, Map.Entry<Layer, OfLayer> entry) {
        OfLayer of = entry.getValue();
        return new HistogramDataPointSnapshot(
                ClassicHistogramBuckets.of(bounds, of.answered()),
                of.took().toNanos() / 1e9,
                Labels.of("layer", entry.getKey().word()),
                Exemplars.EMPTY,
                0);
    }
}
