// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static java.lang.foreign.ValueLayout.JAVA_CHAR;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.bpf.Slabs;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/// Rings in the slabs, as `balancer/maps.h` describes them. A slot is the number of a real server, an unsigned
/// 16-bit value. A ring is identified by its first line; 0 is a ring without slots.
final class RingTable {
    private static final long SPREAD_AT = 2;
    private static final long MOVED_AT = 4;
    private static final long MEMBERS_AT = 8;
    private static final long GENERATION_AT = 10;
    private static final long SERVERS_AT = 16;

    private final Slabs slabs;

    RingTable(Slabs slabs) {
        this.slabs = slabs;
    }

    /// The desired content of a ring, as numbers of real servers.
    static final class Numbers {
        private final char[] slots;
        private final char[] members;
        private final int spread;

        /// @param members the servers that take turns; empty if there are no turns
        /// @param spread  the spread; 0 if there are no turns
        Numbers(char[] slots, char[] members, int spread) {
            this.slots = slots;
            this.members = members;
            this.spread = spread;
        }

        /// @param numbers the numbers of the planned servers
        static Numbers of(ServicePlan plan, int[] numbers) {
            char[] slots = new char[plan.ring().size()];
            for (int i = 0; i < slots.length; i++) {
                slots[i] = (char) numbers[plan.ring().slot(i)];
            }
            List<Integer> weights = plan.turns().weights();
            StringBuilder members = new StringBuilder();
            for (int i = 0; i < weights.size(); i++) {
                if (weights.get(i) > 0) {
                    members.append((char) numbers[i]);
                }
            }
            int spread = plan.choice() == SlotChoice.NEXT ? plan.turns().spread() : 0;
            return new Numbers(slots, members.toString().toCharArray(), spread);
        }

        char[] slots() {
            return slots;
        }

        Numbers withSlots(char[] other) {
            return new Numbers(other, members, spread);
        }

        private boolean same(Numbers other) {
            return spread == other.spread && Arrays.equals(slots, other.slots) && Arrays.equals(members, other.members);
        }
    }

    /// Adopts a ring that the program already uses.
    ///
    /// @return the same ring; 0 if its memory is gone
    int adopt(int ring) {
        if (ring == 0 || !slabs.has(ring)) {
            return 0;
        }
        slabs.adopt(ring, bytes(numbers(ring)));
        return ring;
    }

    char[] slots(int ring) {
        return numbers(ring).slots;
    }

    /// Copies the whole ring, because accessing single slots through a segment is many times slower.
    private Numbers numbers(int ring) {
        if (ring == 0) {
            return new Numbers(new char[0], new char[0], 0);
        }
        MemorySegment memory = slabs.at(ring);
        char[] slots = new char[memory.get(JAVA_CHAR, 0)];
        char[] members = new char[memory.get(JAVA_CHAR, MEMBERS_AT)];
        MemorySegment.copy(memory, JAVA_CHAR, SERVERS_AT, slots, 0, slots.length);
        MemorySegment.copy(memory, JAVA_CHAR, afterSlots(slots), members, 0, members.length);
        return new Numbers(slots, members, memory.get(JAVA_CHAR, SPREAD_AT));
    }

    /// The line of the ring's data from [MovedSlots]; 0 if no slot has moved.
    int moved(int ring) {
        return ring == 0 ? 0 : slabs.at(ring).get(JAVA_INT, MOVED_AT);
    }

    /// Writes a ring to memory that the program is not using.
    ///
    /// @param inForce the ring that the program uses now, or 0
    /// @param moved   the line of the new ring's previous servers; 0 if no slot has moved
    /// @return the new ring; the ring in force if it already has this content
    int put(int inForce, Numbers wanted, int moved) {
        if (numbers(inForce).same(wanted) && moved(inForce) == moved) {
            return inForce;
        }
        if (wanted.slots.length == 0) {
            return 0;
        }
        int line = slabs.allocate(bytes(wanted));
        MemorySegment ring = slabs.at(line);
        ring.set(JAVA_CHAR, 0, (char) wanted.slots.length);
        ring.set(JAVA_CHAR, SPREAD_AT, (char) wanted.spread);
        ring.set(JAVA_INT, MOVED_AT, moved);
        ring.set(JAVA_CHAR, MEMBERS_AT, (char) wanted.members.length);
        ring.set(JAVA_CHAR, GENERATION_AT, (char) (generation(inForce) + 1));
        MemorySegment.copy(wanted.slots, 0, ring, JAVA_CHAR, SERVERS_AT, wanted.slots.length);
        MemorySegment.copy(wanted.members, 0, ring, JAVA_CHAR, afterSlots(wanted.slots), wanted.members.length);
        return line;
    }

    private int generation(int ring) {
        return ring == 0 ? 0 : slabs.at(ring).get(JAVA_CHAR, GENERATION_AT);
    }

    /// Tells the program that a ring no longer has moved slots.
    void settled(int ring) {
        slabs.at(ring).set(JAVA_INT, MOVED_AT, 0);
    }

    private static long afterSlots(char[] slots) {
        return SERVERS_AT + (long) Character.BYTES * slots.length;
    }

    private static int bytes(Numbers numbers) {
        return (int) afterSlots(numbers.slots) + Character.BYTES * numbers.members.length;
    }
}
