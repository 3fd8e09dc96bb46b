// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.kernel.StructFormat;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Two rings for each virtual service: one in force, one to fill. A slot is the number of a real server, with
/// [Layout#SLOT_MOVED] beside it where [MovedSlots] says so.
final class RingTable {
    private static final long SERVERS_AT = StructFormat.offset(Layout.RING, "server");

    private final BpfMap rings;

    RingTable(BpfMap rings) {
        this.rings = rings;
    }

    int[] slots(int ring) {
        short[] found = read(rings.memory(ring));
        int[] slots = new int[found.length];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = Short.toUnsignedInt(found[i]);
        }
        return slots;
    }

    /// Writes the slots where no packet reads them.
    ///
    /// @param service id of the virtual service
    /// @param inForce index of the ring that packets read now, or -1
    /// @return index of the ring that holds them: the one in force when that has them already
    int put(int service, int inForce, int[] slots) {
        short[] wanted = new short[slots.length];
        for (int i = 0; i < slots.length; i++) {
            wanted[i] = (short) slots[i];
        }
        if (inForce >= 0 && Arrays.equals(read(rings.memory(inForce)), wanted)) {
            return inForce;
        }
        int first = 2 * (service - 1);
        int target = inForce == first ? first + 1 : first;
        MemorySegment ring = rings.memory(target);
        MemorySegment.copy(wanted, 0, ring, JAVA_SHORT, SERVERS_AT, wanted.length);
        if (slots.length == 0) {
            ring.set(JAVA_SHORT, SERVERS_AT, (short) 0); // where every hash leads in a ring without slots
        }
        ring.set(JAVA_SHORT, 0, (short) slots.length);
        return target;
    }

    /// Changes one slot under the packets that read it.
    void set(int ring, int index, int slot) {
        rings.memory(ring).set(JAVA_SHORT, SERVERS_AT + 2L * index, (short) slot);
    }

    /// In one copy, because access to single slots through a segment costs many times as much.
    private static short[] read(MemorySegment ring) {
        short[] slots = new short[Short.toUnsignedInt(ring.get(JAVA_SHORT, 0))];
        MemorySegment.copy(ring, JAVA_SHORT, SERVERS_AT, slots, 0, slots.length);
        return slots;
    }
}
