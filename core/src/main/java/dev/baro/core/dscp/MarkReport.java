// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

import java.util.List;
import java.util.Map;

/// The current state of the marked paths.
///
/// @param watched the number of watched paths
/// @param echoes  the requests sent since the daemon started, marked or not
/// @param faults  the faults by path; empty if all marks arrive
public record MarkReport(List<MarkedPath> watched, long echoes, Map<MarkedPath, MarkFault> faults) {
    public static final MarkReport NONE = new MarkReport(List.of(), 0, Map.of());

    public MarkReport {
        watched = List.copyOf(watched);
        faults = Map.copyOf(faults);
    }
}
