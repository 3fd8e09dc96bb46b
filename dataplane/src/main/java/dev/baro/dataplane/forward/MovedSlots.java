// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.bpf.Slabs;
import java.lang.foreign.MemorySegment;
import java.util.Set;

/// Remembers the previous servers of moved slots in hashed rings, so that only flows that are older than the
/// move, or began during it, need the session table. A slot stays marked until no packet has deviated from it
/// for a whole timeout; with round robin, only packets without a session are considered. This holds for any
/// number of consecutive changes. A ring without marked slots needs no memory for them.
final class MovedSlots {
    private static final long PREVIOUS_AT = 16;

    private final Slabs slabs;
    private final RingTable rings;

    MovedSlots(Slabs slabs, RingTable rings) {
        this.slabs = slabs;
        this.rings = rings;
    }

    /// Adopts the marks that the program already uses.
    ///
    /// @param ring the adopted ring
    void adopt(int ring) {
        int moved = rings.moved(ring);
        if (moved == 0) {
            return;
        }
        if (slabs.has(moved)) {
            slabs.adopt(moved, bytes(rings.slots(ring).length));
        } else {
            rings.settled(ring);
        }
    }

    /// Marks the differences between the desired slots and those in force. Packets are unaffected until the
    /// ring with the marks is in force, except flows of servers that this plan drops.
    ///
    /// @param before the current entry of the service
    /// @param wanted the numbers of real servers for the new slots; 0 for none
    /// @param usable the numbers of the real servers that keep their sessions
    /// @return the line of the marks; 0 if no slot needs a mark
    int mark(ServiceEntry before, SlotChoice choice, char[] wanted, Set<Integer> usable, int tick) {
        boolean hashed = before.choice() != SlotChoice.TWO_CHOICES;
        // A pure hash looks up sessions only in marked slots, so all slots are marked
        // to keep existing sessions.
        boolean every = choice == SlotChoice.HASH && before.choice() != SlotChoice.HASH;
        if (!hashed && !every) {
            return 0;
        }
        char[] slots = hashed ? rings.slots(before.ring()) : wanted;
        if (slots.length != wanted.length) {
            return 0;
        }
        int line = hashed ? rings.moved(before.ring()) : 0;
        Marks marks = new Marks(line, slots.length);
        for (int i = 0; i < slots.length; i++) {
            int present = slots[i];
            if (!every && line == 0 && present == wanted[i]) {
                continue;
            }
            int previous = marks.previous(i);
            boolean already = previous != 0;
            boolean moves = every || present != wanted[i] && (already || usable.contains(present));
            if (moves && !already || already && !usable.contains(previous)) {
                int kept = usable.contains(present) ? present : wanted[i];
                marks.previous(i, kept == 0 ? Layout.SERVER_GONE : kept);
            }
            if (moves) {
                marks.use(i, tick);
            }
        }
        return marks.line();
    }

    /// Removes the mark from slots that no packet has needed for longer than the timeout.
    ///
    /// @param inForce the current entry of a service
    /// @return the number of slots still marked
    int settle(ServiceEntry inForce, int tick, int timeoutSeconds) {
        int line = inForce.choice() == SlotChoice.TWO_CHOICES ? 0 : rings.moved(inForce.ring());
        if (line == 0) {
            return 0;
        }
        Marks marks = new Marks(line, rings.slots(inForce.ring()).length);
        int left = 0;
        for (int i = 0; i < marks.slots; i++) {
            if (marks.previous(i) != 0 && (tick - marks.used(i) & 0xffff) > timeoutSeconds) {
                marks.previous(i, 0);
            }
            left += marks.previous(i) == 0 ? 0 : 1;
        }
        if (left == 0) {
            rings.settled(inForce.ring());
        }
        return left;
    }

    /// The number of the real server to which an established flow without a session goes.
    ///
    /// @param usable the servers that hold sessions of the service
    int byHash(ServiceEntry inForce, long hash, Set<Integer> usable) {
        char[] slots = rings.slots(inForce.ring());
        if (slots.length == 0) {
            return 0;
        }
        int i = (int) ((hash & 0xffffffffL) * slots.length >>> 32);
        int previous = new Marks(rings.moved(inForce.ring()), slots.length).previous(i);
        return usable.contains(previous) ? previous : slots[i];
    }

    /// The number of the real server that a slot had before it moved; 0 if it has not moved.
    int former(int ring, int slot) {
        int line = rings.moved(ring);
        return line == 0 ? 0 : Short.toUnsignedInt(slabs.at(line).get(JAVA_SHORT, PREVIOUS_AT + 2L * slot));
    }

    private static int bytes(int slots) {
        return (int) PREVIOUS_AT + 2 * Short.BYTES * slots;
    }

    /// The marks of one ring; memory is allocated for them with the first mark.
    private final class Marks {
        private final int slots;
        private final short[] previous;
        private int line;
        private MemorySegment memory = MemorySegment.NULL;

        Marks(int line, int slots) {
            this.slots = slots;
            this.previous = new short[slots];
            at(line);
            if (line != 0) {
                // The slots are copied as a whole, because accessing single slots through a segment
                // is many times slower.
                MemorySegment.copy(memory, JAVA_SHORT, PREVIOUS_AT, previous, 0, slots);
            }
        }

        private void at(int line) {
            this.line = line;
            this.memory = line == 0 ? MemorySegment.NULL : slabs.at(line).asSlice(0, bytes(slots));
        }

        int line() {
            return line;
        }

        int previous(int slot) {
            return Short.toUnsignedInt(previous[slot]);
        }

        void previous(int slot, int server) {
            if (line == 0) {
                at(slabs.allocate(bytes(slots)));
            }
            previous[slot] = (short) server;
            memory.set(JAVA_SHORT, PREVIOUS_AT + 2L * slot, previous[slot]);
        }

        int used(int slot) {
            return memory.get(JAVA_SHORT, PREVIOUS_AT + 2L * (slots + slot));
        }

        void use(int slot, int tick) {
            memory.set(JAVA_SHORT, PREVIOUS_AT + 2L * (slots + slot), (short) tick);
            memory.set(JAVA_INT, 0, tick);
        }
    }
}
