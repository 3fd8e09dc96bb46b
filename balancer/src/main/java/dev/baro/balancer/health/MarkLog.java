// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.health;

import dev.baro.balancer.log.Log;
import dev.baro.core.dscp.MarkFault;
import dev.baro.core.dscp.MarkReport;
import dev.baro.core.dscp.MarkedPath;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Logs whether marks arrive unchanged in the data centres.
final class MarkLog {
    private Map<MarkedPath, MarkFault> known = Map.of();

    /// @return the paths that have failed since the last call
    Set<MarkedPath> changed(MarkReport report, long nowNs) {
        Map<MarkedPath, MarkFault> now = report.faults();
        Set<MarkedPath> failed = new HashSet<>();
        now.values().forEach(fault -> {
            MarkFault before = known.get(fault.path());
            if (before == null || before.kind() != fault.kind()) {
                failed.add(fault.path());
                log("MARK_FAULT", fault, fault.what());
            }
            if (!fault.where().isEmpty() && (before == null || !before.where().equals(fault.where()))) {
                log("MARK_FAULT_LOCATED", fault, fault.where());
            }
        });
        known.values().stream().filter(fault -> !now.containsKey(fault.path())).forEach(fault -> over(fault, nowNs));
        known = now;
        return failed;
    }

    private static void log(String event, MarkFault fault, String text) {
        MarkedPath path = fault.path();
        Log.warning(
                event,
                "data_centre",
                path.dataCentre(),
                "dscp",
                path.dscp(),
                "family",
                path.family(),
                "fault",
                fault.kind().word(),
                "text",
                text);
    }

    private static void over(MarkFault fault, long nowNs) {
        Log.info(
                "MARK_FAULT_OVER",
                "data_centre",
                fault.path().dataCentre(),
                "dscp",
                fault.path().dscp(),
                "family",
                fault.path().family(),
                "lasted_seconds",
                Duration.ofNanos(nowNs - fault.sinceNs()).toSeconds());
    }
}
