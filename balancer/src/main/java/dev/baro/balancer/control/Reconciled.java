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
/// @param problems    the kernel half's limitations on this host
/// @param repairs     the number of repairs since the start
/// @param last        the most recent repairs; empty before the first
/// @param lastNs      the monotonic time of the most recent repairs
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

    /// The result of the first comparison.
    static Reconciled of(Forwarding forwarding, long nowNs) {
        List<Repair> done = forwarding.reconcile();
        return new Reconciled(List.of(), List.of(), Map.of(), List.of(), 0).after(forwarding, done, nowNs);
    }

    /// The result after one more inspection.
    ///
    /// @param done the repairs made by the inspection
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
