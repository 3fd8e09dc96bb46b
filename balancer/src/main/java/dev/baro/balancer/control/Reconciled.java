// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.dataplane.forward.Attachment;
import dev.baro.dataplane.forward.Repair;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The result of the last comparison of the kernel with the plan.
///
/// @param attachments the configured interfaces
/// @param problems    the limitations of the kernel half on this host
/// @param repairs     the number of repairs since the start
/// @param last        the last repairs; empty before the first
/// @param lastNs      the monotonic time of that
public record Reconciled(
        List<Attachment> attachments,
        List<String> problems,
        Map<Repair.Kind, Long> repairs,
        List<Repair> last,
        long lastNs) {
    public Reconciled {
        attachments = List.copyOf(attachments);
        problems = List.copyOf(problems);
        repairs = Map.copyOf(repairs);
        last = List.copyOf(last);
    }

    /// The initial result.
    static Reconciled of(Forwarding forwarding, long nowNs) {
        List<Repair> done = forwarding.reconcile();
        return new Reconciled(List.of(), List.of(), Map.of(), List.of(), 0).after(forwarding, done, nowNs);
    }

    /// The state after another inspection.
    ///
    /// @param done the inspection's repairs
    Reconciled after(Forwarding forwarding, List<Repair> done, long nowNs) {
        List<Attachment> found = forwarding.attachments();
        List<String> cannot = forwarding.problems();
        if (done.isEmpty()) {
            return new Reconciled(found, cannot, repairs, last, lastNs);
        }
        Map<Repair.Kind, Long> counts = new EnumMap<>(Repair.Kind.class);
        counts.putAll(repairs);
        done.forEach(repair -> counts.merge(repair.kind(), 1L, Long::sum));
        return new Reconciled(found, cannot, counts, done, nowNs);
    }
}
