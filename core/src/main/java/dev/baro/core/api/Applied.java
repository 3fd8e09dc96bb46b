// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.List;

/// The answer to `POST /v1/config/apply`: the daemon's file is in force.
///
/// @param tookMs from taking up the new configuration until the kernel held it
/// @param changes what the configuration before did not have; empty when it was the same
/// @param overrides which of the operators' overrides are kept, and which went with this file; one line each
/// @param restart what the file asks for and only a restart of the daemon brings, one sentence each
/// @param warnings what `baro check` warns of in it, one line each
public record Applied(
        int revision,
        long tookMs,
        List<String> changes,
        List<String> overrides,
        List<String> restart,
        List<String> warnings) {
    public Applied {
        warnings = List.copyOf(warnings);
        changes = List.copyOf(changes);
        overrides = List.copyOf(overrides);
        restart = List.copyOf(restart);
    }
}
