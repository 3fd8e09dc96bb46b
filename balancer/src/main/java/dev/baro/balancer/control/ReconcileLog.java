// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.balancer.log.Log;
import dev.baro.dataplane.forward.Attachment;
import dev.baro.dataplane.forward.Repair;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Logs what has changed in the kernel between two inspections.
public final class ReconcileLog {
    private ReconcileLog() {}

    /// Logs the first inspection. An interface that already has the program is not logged then.
    public static void started(Reconciled first) {
        first.attachments().forEach(ReconcileLog::attachment);
    }

    /// @param before the same daemon's previous result
    public static void of(Reconciled before, Reconciled after) {
        if (after.equals(before)) {
            return;
        }
        if (after.lastNs() != before.lastNs()) {
            for (Repair repair : after.last()) {
                Log.warning("REPAIRED", "kind", repair.kind().word(), "text", repair.what());
            }
        }
        for (Attachment attachment : after.attachments()) {
            boolean same = before.attachments().stream().anyMatch(known -> isAsBefore(known, attachment));
            if (!same) {
                attachment(attachment);
            }
        }
    }

    private static boolean isAsBefore(Attachment before, Attachment now) {
        return before.interfaceName().equals(now.interfaceName())
                && before.mode() == now.mode()
                && (now.attached() || Objects.equals(before.reason(), now.reason()));
    }

    private static void attachment(Attachment attachment) {
        String name = attachment.interfaceName();
        if (attachment.attached()) {
            List<Object> pairs = new ArrayList<>(
                    List.of("interface", name, "mode", attachment.mode().word()));
            if (!attachment.reason().isEmpty()) {
                pairs.addAll(List.of("text", attachment.reason()));
            }
            Log.info("XDP_ATTACHED", pairs.toArray());
        } else {
            Log.error("XDP_NOT_ATTACHED", "interface", name, "text", attachment.reason());
        }
    }
}
