// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.List;

/// The answer to `POST /v1/config/diff`.
///
/// @param revision the running configuration that the text was compared with
/// @param changes  empty when the text says the same
/// @param needsForce what traffic it would take away, one sentence each: applied only with force
public record Difference(int revision, List<String> changes, List<String> needsForce) {
    public Difference {
        changes = List.copyOf(changes);
        needsForce = List.copyOf(needsForce);
    }
}
