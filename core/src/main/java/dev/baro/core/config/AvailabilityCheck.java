// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What the format can say and this version does not do: noted once each.
final class AvailabilityCheck {
    private AvailabilityCheck() {}

    static List<Problem> check(Part file) {
        return Stream.of(healthNote(file).stream(), sessionSyncNote(file).stream(), kernelNotes(file))
                .flatMap(problems -> problems)
                .toList();
    }

    private static Optional<Problem> healthNote(Part file) {
        Stream<Position> checks = file.parts("vips").stream()
                .flatMap(vip -> vip.parts("ports").stream())
                .flatMap(port -> port.key("check").stream());
        return Stream.concat(file.key("health-defaults").stream(), checks)
                .min(Comparator.naturalOrder())
                .map(at -> Problem.note(
                        at.line(),
                        at.column(),
                        "health checks are read but not run in this version",
                        "every enabled server is taken as up"));
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

    /// What the kernel half does not take from the plan yet.
    private static Stream<Problem> kernelNotes(Part file) {
        Part sessions = file.part("sessions").orElse(Part.EMPTY);
        Stream<Position> affinity = file.parts("vips").stream().flatMap(vip -> vip.key("affinity").stream());
        return Stream.of(
                        note("timeouts", sessions.key("timeouts"), "sessions have the usual ones"),
                        note("max-new-per-second", sessions.key("max-new-per-second"), "there is no limit"),
                        note("affinity", affinity.min(Comparator.naturalOrder()), "sessions are given away singly"))
                .flatMap(Optional::stream);
    }

    private static Optional<Problem> note(String key, Optional<Position> at, String instead) {
        return at.map(place ->
                Problem.note(place.line(), place.column(), key + " is read but not in force in this version", instead));
    }
}
