// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.kernel.StructFormat;
import java.lang.foreign.MemorySegment;
import java.util.Set;

/// Remembers what the slots of hashed rings had before they moved, so that only the flows that are older than the move,
/// or came while it lasts, need the session table. A slot stays marked until for a whole timeout no packet has gone
/// another way than the slot says; that is right however many changes follow each other.
final class MovedSlots {
    private static final long PREVIOUS = StructFormat.offset(Layout.MOVED_SLOTS, "previous");
    private static final long USED = StructFormat.offset(Layout.MOVED_SLOTS, "used");

    private final BpfMap moved;
    private final RingTable rings;

    MovedSlots(BpfMap moved, RingTable rings) {
        this.moved = moved;
        this.rings = rings;
    }

    /// The slots that are wanted, marked against those in force. Packets go on as they do now until the marks are in
    /// force, but for the flows of servers that this plan gives up.
    ///
    /// @param before what packets see of the service now
    /// @param wanted numbers of real servers; empty when nobody takes new sessions
    /// @param usable numbers of the real servers that keep their sessions
    int[] mark(ServiceEntry before, int[] wanted, Set<Integer> usable, int tick) {
        boolean hashed = before.choice() == SlotChoice.HASH;
        int[] slots = hashed ? rings.slots(before.ring()) : wanted;
        int[] marked = wanted.length == 0 ? new int[slots.length] : wanted.clone();
        if (slots.length != marked.length) {
            return marked;
        }
        MemorySegment memory = moved.memory(before.id() - 1);
        for (int i = 0; i < marked.length; i++) {
            int present = slots[i] & ~Layout.SLOT_MOVED;
            boolean already = (slots[i] & Layout.SLOT_MOVED) != 0;
            boolean moves = !hashed || present != marked[i] && (already || usable.contains(present));
            if (moves && !already || already && !usable.contains(previous(memory, i))) {
                memory.set(JAVA_SHORT, PREVIOUS + 2L * i, (short) (usable.contains(present) ? present : marked[i]));
            }
            if (moves) {
                memory.set(JAVA_SHORT, USED + 2L * i, (short) tick);
                memory.set(JAVA_INT, 0, tick);
            }
            if (moves || already) {
                marked[i] |= Layout.SLOT_MOVED;
            }
        }
        return marked;
    }

    /// Takes the mark off the slots that no packet needed for longer than the timeout.
    ///
    /// @param inForce what packets see of a service
    /// @return how many are still marked
    int settle(ServiceEntry inForce, int tick, int timeoutSeconds) {
        if (inForce.choice() != SlotChoice.HASH) {
            return 0;
        }
        MemorySegment memory = moved.memory(inForce.id() - 1);
        int[] slots = rings.slots(inForce.ring());
        int left = 0;
        for (int i = 0; i < slots.length; i++) {
            if ((slots[i] & Layout.SLOT_MOVED) != 0) {
                int idle = tick - memory.get(JAVA_SHORT, USED + 2L * i) & 0xffff;
                if (idle > timeoutSeconds) {
                    rings.set(inForce.ring(), i, slots[i] & ~Layout.SLOT_MOVED);
                } else {
                    left++;
                }
            }
        }
        return left;
    }

    /// The number of the real server that a flow without a session goes to, in its middle.
    ///
    /// @param usable those that hold sessions of the service
    int byHash(ServiceEntry inForce, long hash, Set<Integer> usable) {
        int[] slots = rings.slots(inForce.ring());
        if (slots.length == 0) {
            return 0;
        }
        int i = (int) ((hash & 0xffffffffL) * slots.length >>> 32);
        int present = slots[i] & ~Layout.SLOT_MOVED;
        boolean marked = (slots[i] & Layout.SLOT_MOVED) != 0;
        int previous = previous(moved.memory(inForce.id() - 1), i);
        return marked && usable.contains(previous) ? previous : present;
    }

    private static int previous(MemorySegment memory, int slot) {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT, PREVIOUS + 2L * slot));
    }
}
