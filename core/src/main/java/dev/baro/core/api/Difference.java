// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.List;

/// The response to `POST /v1/config/diff`.
///
/// @param revision   the running configuration that the text was compared with
/// @param changes    the changes; empty if both mean the same
/// @param needsForce the traffic that the change would take away, one sentence each; such a change is
///                   applied only with force
public record Difference(int revision, List<String> changes, List<String> needsForce) {
    public Difference {
        changes = List.copyOf(changes);
        needsForce = List.copyOf(needsForce);
    }
}
