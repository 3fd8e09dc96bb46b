// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.history;

/// The cause of a revision.
public enum Origin {
    /// A start of the daemon.
    START("start"),
    /// `baro apply`.
    APPLY("apply"),
    /// SIGHUP.
    SIGNAL("signal"),
    /// `baro rollback`.
    ROLLBACK("rollback"),
    /// The daemon, because a revision was not confirmed in time.
    UNCONFIRMED("not-confirmed"),
    /// The daemon, because servers failed after a revision.
    FAILURE("failure");

    private final String word;

    Origin(String word) {
        this.word = word;
    }

    /// The word for operators and programs.
    public String word() {
        return word;
    }

    /// Whether it restores the text of an earlier revision.
    public boolean isRollback() {
        return switch (this) {
            case START, APPLY, SIGNAL -> false;
            case ROLLBACK, UNCONFIRMED, FAILURE -> true;
        };
    }
}
