// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

/// The health of a real server for one service port.
///
/// @param condition the condition that its probes have confirmed
/// @param usable    whether it may get sessions
/// @param verdict   the reason for the condition
/// @param sinceNs   the monotonic time of the last change of [#word()]
public record MemberHealth(Condition condition, boolean usable, Verdict verdict, long sinceNs) {

    /// The health in one word: `up`, `down`, `unknown`; `not-probed` or `not-observed` instead of `up` if no
    /// probe can show that the server is up; `kept` if it fails but stays in use because the balancer suspects
    /// itself; `held` if it passes but is not used yet, because it flaps or clients still fail.
    public String word() {
        return switch (condition) {
            case UP -> usable ? used() : "held";
            case DOWN -> usable ? "kept" : "down";
            case UNKNOWN -> "unknown";
        };
    }

    private String used() {
        return verdict == Verdict.NOT_PROBED || verdict == Verdict.NOT_OBSERVED ? verdict.word() : "up";
    }
}
