// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What one daemon served as metrics, scrape by scrape, as input for a test of rules. Time begins at 0 there, so times
/// since 1970 are counted from the first scrape.
final class RecordedSeries {
    private static final Pattern LINE = Pattern.compile("(?m)^([a-z_]+)(?:\\{(.*)})? (\\S+)$");
    private static final String TARGET = "instance=\"lb-a1\",job=\"baro\"";

    private final Set<String> wanted;
    private final Instant begun;
    private final Map<String, List<String>> values = new TreeMap<>();
    private int scrapes;

    /// @param wanted names of metrics
    RecordedSeries(Set<String> wanted, Instant begun) {
        this.wanted = Set.copyOf(wanted);
        this.begun = begun;
    }

    /// @param metrics empty: the daemon did not answer
    void add(String metrics) {
        put("up{" + TARGET + "}", metrics.isEmpty() ? "0" : "1");
        Matcher line = LINE.matcher(metrics);
        while (line.find()) {
            if (wanted.contains(line.group(1))) {
                String labels = line.group(2) == null ? TARGET : line.group(2) + "," + TARGET;
                put(line.group(1) + "{" + labels + "}", value(line.group(1), line.group(3)));
            }
        }
        scrapes++;
    }

    int scrapes() {
        return scrapes;
    }

    private String value(String metric, String text) {
        double value = Double.parseDouble(text);
        double shown = metric.endsWith("_timestamp_seconds") ? value - begun.getEpochSecond() : value;
        return String.format(Locale.ROOT, "%.6f", shown);
    }

    private void put(String series, String value) {
        List<String> known = values.computeIfAbsent(series, _ -> new ArrayList<>());
        known.addAll(Collections.nCopies(scrapes - known.size(), "_"));
        known.add(value);
    }

    /// As `input_series` of promtool.
    String yaml() {
        StringBuilder yaml = new StringBuilder();
        values.forEach((series, known) -> yaml.append("      - series: '")
                .append(series)
                .append("'\n        values: '")
                .append(String.join(" ", known))
                .append(" stale'\n"));
        return yaml.toString();
    }
}
