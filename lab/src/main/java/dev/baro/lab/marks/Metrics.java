// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.marks;

import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.LabException;
import java.util.List;

/// The daemon's metrics about its monitoring.
final class Metrics {
    private Metrics() {}

    static long echoes(Lab lab) {
        return (long) values(lab, "baro_mark_echoes_total").stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    static long paths(Lab lab) {
        return values(lab, "baro_mark_path_works").size();
    }

    private static List<Double> values(Lab lab, String metric) {
        List<Double> values = BaroDaemon.get(lab.names(), "/metrics")
                .lines()
                .filter(line -> line.startsWith(metric))
                .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
                .toList();
        if (values.isEmpty()) {
            throw new LabException("no " + metric + " among the daemon's metrics");
        }
        return values;
    }
}
