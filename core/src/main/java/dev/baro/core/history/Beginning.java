// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.history;

import java.util.Optional;

/// What a start of the daemon runs. The file is the truth, unless it cannot be read, or says what was rolled back, or a
/// revision waits for its confirmation: then what was in force goes on, and the daemon says so.
public sealed interface Beginning {

    /// The file says what was in force: the revision goes on under its number.
    record Again(int number) implements Beginning {}

    /// The file says something else, so it becomes the next revision.
    record Changed() implements Beginning {}

    /// A kept revision goes on in place of the file.
    ///
    /// @param why a sentence on the file
    record Kept(int number, String why) implements Beginning {}

    /// A revision gives way to an earlier one.
    ///
    /// @param number of the revision that was not confirmed in time
    record Back(int number, int target) implements Beginning {}

    /// @param awaited a confirmation that was not given
    /// @param overdue whether its time is over
    /// @param digest  of the file's text
    /// @param errors  why the file cannot be run; empty when it can
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

    /// Why the text of a revision that was rolled back is not put into force, as a sentence without a full stop.
    static String refusal(Revision refused) {
        return "this text was r" + refused.number() + ", which was rolled back by r"
                + refused.rollback().by() + ": " + refused.rollback().why();
    }
}
