// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.bpf.Slabs;
import dev.baro.dataplane.trace.DryRun;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The rings of all virtual services, with the previous servers of moved slots. They are written to unused
/// memory, and freed once no packet can read them.
final class Rings {
    private final Slabs slabs;
    private final RingTable table;
    private final MovedSlots moved;
    private int marked;

    Rings(Slabs slabs) {
        this.slabs = slabs;
        this.table = new RingTable(slabs);
        this.moved = new MovedSlots(slabs, table);
    }

    /// Adopts the ring of a virtual service from an earlier process.
    ///
    /// @return the entry, without a ring if the ring's memory is gone
    ServiceEntry adopt(ServiceEntry found) {
        ServiceEntry adopted = found.withRing(table.adopt(found.ring()));
        moved.adopt(adopted.ring());
        return adopted;
    }

    /// Begins a change: memory freed before the previous change becomes available.
    void begin() {
        slabs.begin();
    }

    /// Makes the written memory visible to the program. Blocks like [Slabs#enter()].
    void enter() {
        slabs.enter();
    }

    /// Frees all rings except those in force.
    ///
    /// @param inForce the current entries
    void retain(Collection<ServiceEntry> inForce) {
        List<Integer> inUse = new ArrayList<>();
        for (ServiceEntry entry : inForce) {
            inUse.add(entry.ring());
            inUse.add(table.moved(entry.ring()));
        }
        slabs.retain(inUse);
    }

    /// Writes the ring of a new virtual service.
    ///
    /// @return the ring
    int put(RingTable.Numbers wanted) {
        return table.put(0, wanted, 0);
    }

    /// Writes the next ring of a service that has no older flows, so no slot counts as moved. Flows that move
    /// here later from another balancer keep their server, because both use the same hash.
    ///
    /// @param before the current entry of the virtual service, which no packet has used
    /// @return the ring; the one in force when that is as wanted
    int replace(ServiceEntry before, RingTable.Numbers wanted) {
        return table.put(before.ring(), wanted, 0);
    }

    /// Writes the next ring to memory that the program is not using.
    ///
    /// @param before the current entry of the virtual service
    /// @param usable the numbers of servers that keep their sessions
    /// @return the ring; the one in force when that is as wanted
    int put(ServiceEntry before, SlotChoice choice, RingTable.Numbers numbers, Set<Integer> usable, int tick) {
        if (choice == SlotChoice.TWO_CHOICES) {
            return table.put(before.ring(), numbers, 0);
        }
        // If no server takes new sessions, the slots stay for existing sessions.
        boolean emptied = numbers.slots().length == 0 && before.choice() != SlotChoice.TWO_CHOICES;
        RingTable.Numbers wanted = emptied ? numbers.withSlots(new char[table.slots(before.ring()).length]) : numbers;
        int marks = moved.mark(before, choice, wanted.slots(), usable, tick);
        return table.put(before.ring(), wanted, marks);
    }

    /// Calls [MovedSlots#settle] for all rings.
    ///
    /// @param changed the callback, called if marks were removed
    int settle(Collection<ServiceEntry> inForce, int tick, int timeoutSeconds, Runnable changed) {
        int left = inForce.stream()
                .mapToInt(service -> moved.settle(service, tick, Math.max(timeoutSeconds, service.affinitySeconds())))
                .sum();
        if (left < marked) {
            changed.run();
        }
        marked = left;
        return left;
    }

    /// The slot that a hash selects, with the numbers of its real servers.
    ///
    /// @param slots  the number of slots in the ring; if it is 0, all other fields are 0
    /// @param index  the slot's index, from 0 on
    /// @param former the slot's server before the slot moved; 0 if the slot has not moved
    /// @param other  the server in the second slot that two choices compare
    record Slot(int slots, int index, int server, int former, int other) {}

    Slot slotOf(ServiceEntry inForce, long hash) {
        char[] slots = table.slots(inForce.ring());
        if (slots.length == 0) {
            return new Slot(0, 0, 0, 0, 0);
        }
        int index = index(hash, slots.length);
        int former = inForce.choice() == SlotChoice.TWO_CHOICES ? 0 : moved.former(inForce.ring(), index);
        return new Slot(slots.length, index, slots[index], former, slots[index(hash >>> 32, slots.length)]);
    }

    /// `index_by_hash()` of balancer/schedule.h.
    private static int index(long hash, int slots) {
        return (int) ((hash & 0xffffffffL) * slots >>> 32);
    }

    /// Gives a dry run the slabs that packets of a service read, except for the first slab.
    void copyTo(DryRun run, ServiceEntry inForce) {
        Map<Integer, BpfMap> read = new HashMap<>();
        for (int line : new int[] {inForce.ring(), table.moved(inForce.ring())}) {
            slabs.mapOf(line).ifPresent(map -> read.put(line / Layout.RINGS.slabLines(), map));
        }
        read.forEach(run::copySlab);
    }

    /// [MovedSlots#byHash]
    int byHash(ServiceEntry inForce, long hash, Set<Integer> usable) {
        return moved.byHash(inForce, hash, usable);
    }
}
