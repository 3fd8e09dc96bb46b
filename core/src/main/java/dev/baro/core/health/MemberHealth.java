// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

/// What health says of a real server for one service port.
///
/// @param condition what its probes show
/// @param usable    what is made of it: may it get sessions?
/// @param verdict   why
/// @param sinceNs   monotonic time since when [#word()] holds
public record MemberHealth(Condition condition, boolean usable, Verdict verdict, long sinceNs) {

    /// `up`, `down`, `unknown`; `not-probed` and `not-observed` in place of `up` where no probe says so; `kept`
    /// when it fails and is used because the balancer suspects itself; `held` when it passes and is not used
    /// yet, because it flaps or because clients say otherwise.
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
