// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static java.lang.foreign.ValueLayout.JAVA_CHAR;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Rings in the slabs, as `balancer/maps.h` describes them. A slot is the number of a real server, an unsigned 16-bit
/// value. A ring is named by its first line, 0 where it has no slots.
final class RingTable {
    private static final long MOVED_AT = 4;
    private static final long SERVERS_AT = 8;

    private final Slabs slabs;

    RingTable(Slabs slabs) {
        this.slabs = slabs;
    }

    /// Takes over a ring that packets read.
    ///
    /// @return the same; 0 when its memory is gone
    int adopt(int ring) {
        if (ring == 0 || !slabs.has(ring)) {
            return 0;
        }
        slabs.adopt(ring, bytes(slots(ring).length));
        return ring;
    }

    /// In one copy, because access to single slots through a segment costs many times as much.
    char[] slots(int ring) {
        if (ring == 0) {
            return new char[0];
        }
        MemorySegment memory = slabs.at(ring);
        char[] slots = new char[memory.get(JAVA_CHAR, 0)];
        MemorySegment.copy(memory, JAVA_CHAR, SERVERS_AT, slots, 0, slots.length);
        return slots;
    }

    /// Line of what [MovedSlots] keeps of the ring; 0 when no slot has moved.
    int moved(int ring) {
        return ring == 0 ? 0 : slabs.at(ring).get(JAVA_INT, MOVED_AT);
    }

    /// Writes a ring where no packet reads it.
    ///
    /// @param inForce the ring that packets read now, or 0
    /// @param moved   line of what its slots had; 0 when none has moved
    /// @return the ring that is as wanted: the one in force when that is so already
    int put(int inForce, char[] slots, int moved) {
        if (Arrays.equals(slots(inForce), slots) && moved(inForce) == moved) {
            return inForce;
        }
        if (slots.length == 0) {
            return 0;
        }
        int line = slabs.allocate(bytes(slots.length));
        MemorySegment ring = slabs.at(line);
        ring.set(JAVA_CHAR, 0, (char) slots.length);
        ring.set(JAVA_INT, MOVED_AT, moved);
        MemorySegment.copy(slots, 0, ring, JAVA_CHAR, SERVERS_AT, slots.length);
        return line;
    }

    /// Tells packets that no slot of a ring has moved any more.
    void settled(int ring) {
        slabs.at(ring).set(JAVA_INT, MOVED_AT, 0);
    }

    private static int bytes(int slots) {
        return (int) SERVERS_AT + Character.BYTES * slots;
    }
}
