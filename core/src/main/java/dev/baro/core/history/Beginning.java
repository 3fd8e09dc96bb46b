// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.history;

import java.util.Optional;

/// Decides which revision the daemon runs when it starts. The file determines the revision unless the file is
/// unreadable, holds a rolled-back text, or a revision awaits confirmation. In these cases, the revision in
/// force stays, and the daemon reports this.
public sealed interface Beginning {

    /// The file equals the revision in force, which keeps its number.
    record Again(int number) implements Beginning {}

    /// The file differs from the revision in force, so it becomes the next revision.
    record Changed() implements Beginning {}

    /// The daemon runs a stored revision instead of the file.
    ///
    /// @param why the reason, as a sentence about the file
    record Kept(int number, String why) implements Beginning {}

    /// An earlier revision replaces the unconfirmed one.
    ///
    /// @param number the number of the unconfirmed revision
    record Back(int number, int target) implements Beginning {}

    /// @param awaited the pending confirmation
    /// @param overdue whether the deadline for confirmation has passed
    /// @param digest  the digest of the file's text
    /// @param errors  the file's errors; empty if the file is valid
    static Beginning of(Lineage lineage, Optional<Awaited> awaited, boolean overdue, String digest, String errors) {
        Optional<Revision> waits = awaited.flatMap(one -> lineage.of(one.number()));
        if (waits.isPresent() && overdue && lineage.of(awaited.get().target()).isPresent()) {
            return new Back(awaited.get().number(), awaited.get().target());
        }
        Optional<Revision> inForce = waits.or(lineage::lastGood);
        if (inForce.isEmpty()) {
            return new Changed();
        }
        int number = inForce.get().number();
        if (!errors.isEmpty()) {
            return new Kept(number, errors);
        }
        if (inForce.get().digest().equals(digest)) {
            return new Again(number);
        }
        if (waits.isPresent()) {
            return new Kept(number, "r" + number + " waits for its confirmation, so a changed file was not read");
        }
        return lineage.refused(digest)
                .<Beginning>map(refused -> new Kept(number, refusal(refused)))
                .orElseGet(Changed::new);
    }

    /// Why the text of a rolled-back revision is not applied, as a sentence without a full stop.
    static String refusal(Revision refused) {
        return "this configuration was r" + refused.number() + ", which was rolled back by r"
                + refused.rollback().by() + ": " + refused.rollback().why();
    }
}
