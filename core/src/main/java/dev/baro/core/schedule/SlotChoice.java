// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.schedule;

/// The three ways in which the kernel selects a slot of a ring for a new session.
public enum SlotChoice {
    /// The slot selected by the flow hash if its real server has turns left; otherwise the slot of the next server
    /// with turns: see [Turns].
    NEXT,
    /// The slot selected by the flow hash.
    HASH,
    /// Of two slots selected by the flow hash, the one whose real server has fewer active sessions per weight.
    TWO_CHOICES;

    /// The word in every output: `next`, `hash`, `two-choices`.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
