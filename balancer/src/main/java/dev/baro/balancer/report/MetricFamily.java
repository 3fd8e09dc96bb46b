// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;

/// One metric with a value for each set of labels.
final class MetricFamily {
    private final MetricMetadata metadata;
    private final boolean counts;
    private final String[] names;
    private final List<Point> points = new ArrayList<>();

    private record Point(Labels labels, double value) {}

    private MetricFamily(MetricMetadata metadata, boolean counts, String... names) {
        this.metadata = metadata;
        this.counts = counts;
        this.names = names;
    }

    /// @param name the name without `_total`
    static MetricFamily counter(String name, String help, String... labels) {
        return new MetricFamily(metadata(name, help), true, labels);
    }

    static MetricFamily gauge(String name, String help, String... labels) {
        return new MetricFamily(metadata(name, help), false, labels);
    }

    static MetricMetadata metadata(String name, String help) {
        return new MetricMetadata(name, help);
    }

    /// @param value  the value, which is inexact beyond 2^53, like every Prometheus value
    /// @param labels one label value for each label name
    MetricFamily add(Number value, String... labels) {
        points.add(new Point(Labels.of(names, labels), value.doubleValue()));
        return this;
    }

    MetricSnapshot snapshot() {
        return counts
                ? new CounterSnapshot(
                        metadata,
                        points.stream()
                                .map(p -> new CounterDataPointSnapshot(p.value(), p.labels(), null, 0))
                                .toList())
                : new GaugeSnapshot(
                        metadata,
                        points.stream()
                                .map(p -> new GaugeDataPointSnapshot(p.value(), p.labels(), null))
                                .toList());
    }
}
