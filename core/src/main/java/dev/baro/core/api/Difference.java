// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.List;

/// The answer to `POST /v1/config/diff`.
///
/// @param revision the running configuration that the text was compared with
/// @param changes  empty when the text says the same
public record Difference(int revision, List<String> changes) {
    public Difference {
        changes = List.copyOf(changes);
    }
}
