// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

/// What the marked probe and the unmarked one mean together.
final class VerdictTable {
    private VerdictTable() {}

    /// @param layer at which both were sent; at [Layer#L7] the connection itself is known to work
    /// @return [Verdict#UNKNOWN] when they decide nothing
    static Verdict of(Layer layer, Reply marked, Reply unmarked) {
        return switch (marked) {
            case EXPECTED -> silent(unmarked) ? Verdict.REAL_ADDRESS_FILTERED : Verdict.HEALTHY;
            case FROM_REAL_ADDRESS, FROM_OTHER_VIP, REFUSED, UNEXPECTED, VOID -> alone(marked);
            case NOTHING, UNREACHABLE -> unanswered(layer, unmarked);
        };
    }

    /// What the reply to a marked probe means by itself.
    ///
    /// @return [Verdict#UNKNOWN] when only an unmarked probe can tell
    static Verdict alone(Reply marked) {
        return switch (marked) {
            case EXPECTED -> Verdict.HEALTHY;
            case FROM_REAL_ADDRESS -> Verdict.MARK_LOST;
            case FROM_OTHER_VIP -> Verdict.MARK_CHANGED;
            case REFUSED -> Verdict.NOT_LISTENING;
            case UNEXPECTED -> Verdict.APPLICATION_WRONG;
            case NOTHING, UNREACHABLE, VOID -> Verdict.UNKNOWN;
        };
    }

    /// What the reply means where probes carry no mark, so that there is nothing to compare.
    static Verdict unmarked(Layer layer, Reply reply) {
        return silent(reply) ? nobody(layer) : alone(reply);
    }

    private static Verdict unanswered(Layer layer, Reply unmarked) {
        if (unmarked == Reply.VOID) {
            return Verdict.UNKNOWN;
        }
        return silent(unmarked) ? nobody(layer) : Verdict.VIP_SILENT;
    }

    private static Verdict nobody(Layer layer) {
        return layer == Layer.L7 ? Verdict.APPLICATION_WRONG : Verdict.SERVER_DOWN;
    }

    private static boolean silent(Reply reply) {
        return reply == Reply.NOTHING || reply == Reply.UNREACHABLE;
    }
}
