// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.schedule;

import java.util.Arrays;

/// The slots that a scheduler fills and the kernel indexes. A slot holds the position of a real server in the
/// scheduler's input list. Immutable; an empty ring means that no server takes new sessions.
public final class Ring {
    /// The largest ring. It is small enough that the rings of many services fit into the cache.
    public static final int MAX_SLOTS = 16_381;

    private final short[] slots;
    private final int hash;
    private final int highest;

    /// @param slots the slots' positions, at most [#MAX_SLOTS], 0..65535 as unsigned values; copied
    public Ring(int... slots) {
        if (slots.length > MAX_SLOTS) {
            throw new IllegalArgumentException("a ring has at most " + MAX_SLOTS + " slots, not " + slots.length);
        }
        this.slots = new short[slots.length];
        for (int i = 0; i < slots.length; i++) {
            if (slots[i] < 0 || slots[i] > 0xffff) {
                throw new IllegalArgumentException("slot " + i + " must be 0..65535 but is " + slots[i]);
            }
            this.slots[i] = (short) slots[i];
        }
        this.hash = Arrays.hashCode(this.slots);
        this.highest = Arrays.stream(slots).max().orElse(-1);
    }

    public int size() {
        return slots.length;
    }

    public boolean isEmpty() {
        return slots.length == 0;
    }

    public int slot(int index) {
        return Short.toUnsignedInt(slots[index]);
    }

    /// For each of the first positions, one slot that holds this position; -1 for a position without a slot.
    public int[] slotsOf(int positions) {
        int[] slotsOf = new int[positions];
        Arrays.fill(slotsOf, -1);
        for (int i = 0; i < slots.length; i++) {
            if (slot(i) < positions) {
                slotsOf[slot(i)] = i;
            }
        }
        return slotsOf;
    }

    /// The highest position in any slot; -1 if the ring is empty.
    public int highest() {
        return highest;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Ring ring && Arrays.equals(slots, ring.slots);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return "Ring[" + slots.length + " slots]";
    }
}
