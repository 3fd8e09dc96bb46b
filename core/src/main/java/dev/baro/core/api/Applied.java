// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.List;

/// The response to `POST /v1/config/apply`: the daemon's file is in force.
///
/// @param tookMs    the time from the start of the change until it took effect in the kernel
/// @param changes   differences from the previous configuration; empty if there are none
/// @param overrides the operators' overrides that remain, and those that this file ended; one line each
/// @param restart   the settings in the file for which the daemon must be restarted, one sentence each
/// @param warnings  the warnings of `baro check`, one line each
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
