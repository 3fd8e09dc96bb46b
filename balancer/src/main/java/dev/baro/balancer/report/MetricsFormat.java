// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The format of metrics: the Prometheus text format, or OpenMetrics for clients that request it.
public enum MetricsFormat {
    TEXT(PrometheusTextFormatWriter.create()),
    OPEN_METRICS(OpenMetricsTextFormatWriter.create());

    @SuppressWarnings("ImmutableEnumChecker") // the writer's settings never change
    private final ExpositionFormatWriter writer;

    MetricsFormat(ExpositionFormatWriter writer) {
        this.writer = writer;
    }

    /// @param accepted the client's `Accept` header; may be empty
    public static MetricsFormat of(String accepted) {
        return OPEN_METRICS.writer.accepts(accepted) ? OPEN_METRICS : TEXT;
    }

    public String mediaType() {
        return writer.getContentType();
    }

    public String text(MetricSnapshots metrics) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writer.write(out, metrics, EscapingScheme.UNDERSCORE_ESCAPING);
        } catch (IOException e) {
            throw new UncheckedIOException("write to memory", e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
