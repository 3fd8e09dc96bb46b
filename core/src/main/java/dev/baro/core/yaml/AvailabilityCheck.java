// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Problem;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What the format can say and this version does not do: noted once each.
final class AvailabilityCheck {
    private AvailabilityCheck() {}

    static List<Problem> check(Part file) {
        return sessionSyncNote(file).stream().toList();
    }

    private static Optional<Problem> sessionSyncNote(Part file) {
        return file.parts("vips").stream()
                .flatMap(vip -> vip.flag("session-sync").stream())
                .filter(Placed::value)
                .map(Placed::at)
                .min(Comparator.naturalOrder())
                .map(at -> Problem.note(
                        at.line(),
                        at.column(),
                        "session-sync is read but sessions are not replicated in this version",
                        "a session that moves to another balancer may get another server"));
    }
}
