// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.core.history.Origin;
import dev.baro.core.history.Revision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A request to apply a configuration: who made it, and under what conditions.
///
/// @param who     a user's name; empty if unknown
/// @param reason  the reason for the change; may be empty
/// @param force   whether to apply it even if it takes traffic away
/// @param within  the time within which it must be confirmed, or else it is rolled back; zero:
///                it needs no confirmation
/// @param watched whether it is rolled back when servers fail because of it
/// @param copyOf  the kept revision that the text comes from; 0: none
/// @param instead the only revision that it may replace; 0: whichever is in force
/// @param seen    the revision that its author has seen in force; if another is in force, the request
///                changes nothing; 0: any
public record Order(
        Origin origin,
        String who,
        String reason,
        boolean force,
        Duration within,
        boolean watched,
        int copyOf,
        int instead,
        int seen) {

    public static Order start() {
        return new Order(Origin.START, "", "", false, Duration.ZERO, false, 0, 0, 0);
    }

    public static Order signal() {
        return new Order(Origin.SIGNAL, "", "", false, Duration.ZERO, true, 0, 0, 0);
    }

    public static Order apply(String who, String reason, boolean force) {
        return new Order(Origin.APPLY, who, reason, force, Duration.ZERO, true, 0, 0, 0);
    }

    /// An order whose revision is rolled back unless it is confirmed within this time.
    public Order unlessConfirmed(Duration time) {
        return new Order(origin, who, reason, force, time, watched, copyOf, instead, seen);
    }

    /// An order whose revision stays in force even if servers fail afterwards.
    public Order unwatched() {
        return new Order(origin, who, reason, force, within, false, copyOf, instead, seen);
    }

    /// An order that restores an earlier revision.
    public static Order rollback(Origin origin, String who, String reason, int copyOf) {
        return new Order(origin, who, reason, false, Duration.ZERO, false, copyOf, 0, 0);
    }

    /// The same order, applied even if it takes traffic away.
    public Order forced(boolean forced) {
        return new Order(origin, who, reason, forced, within, watched, copyOf, instead, seen);
    }

    /// The same order, which may replace only this revision.
    public Order inPlaceOf(int number) {
        return new Order(origin, who, reason, force, within, watched, copyOf, number, seen);
    }

    /// The same order, which applies only while this revision is in force.
    public Order havingSeen(int number) {
        return new Order(origin, who, reason, force, within, watched, copyOf, instead, number);
    }

    /// Whether the revision in force differs from the one that the order's author has seen.
    ///
    /// @param inForce the number of the revision in force
    public boolean isLate(int inForce) {
        return seen != 0 && seen != inForce;
    }

    public boolean awaitsConfirmation() {
        return !within.isZero();
    }

    /// Adds the origin, and the user and the reason if known, to these log fields.
    ///
    /// @param fields key, value, key, value
    public Object[] fields(Object... fields) {
        List<Object> all = new ArrayList<>(List.of(fields));
        all.addAll(List.of("by", origin.word()));
        if (!who.isEmpty()) {
            all.addAll(List.of("who", who));
        }
        if (!reason.isEmpty()) {
            all.addAll(List.of("reason", reason));
        }
        return all.toArray();
    }

    public Revision.Author author() {
        return new Revision.Author(origin.word(), who, reason);
    }
}
