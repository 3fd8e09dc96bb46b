// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.history;

/// The cause of a revision.
public enum Origin {
    /// The daemon started.
    START("start"),
    /// `baro apply`.
    APPLY("apply"),
    /// SIGHUP.
    SIGNAL("signal"),
    /// `baro rollback`.
    ROLLBACK("rollback"),
    /// The daemon rolled back a revision that was not confirmed in time.
    UNCONFIRMED("not-confirmed"),
    /// The daemon rolled back a revision after which servers failed.
    FAILURE("failure");

    private final String word;

    Origin(String word) {
        this.word = word;
    }

    /// The name of the cause for operators and programs.
    public String word() {
        return word;
    }

    /// Whether the new revision restores the text of an earlier revision.
    public boolean isRollback() {
        return switch (this) {
            case START, APPLY, SIGNAL -> false;
            case ROLLBACK, UNCONFIRMED, FAILURE -> true;
        };
    }
}
