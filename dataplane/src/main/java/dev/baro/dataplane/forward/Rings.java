// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.bpf.Slabs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/// The rings of all virtual services, with what their slots had before: written where no packet reads, and given back
/// once no packet can.
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

    /// Takes over the ring of a virtual service that an earlier process put in force.
    ///
    /// @return the entry, without a ring where the memory of that is gone
    ServiceEntry adopt(ServiceEntry found) {
        ServiceEntry adopted = found.withRing(table.adopt(found.ring()));
        moved.adopt(adopted.ring());
        return adopted;
    }

    /// Begins a change: what was given back before the one before can be had again.
    void begin() {
        slabs.begin();
    }

    /// Lets packets read the memory of what was written. Blocks as [Slabs#enter()] does.
    void enter() {
        slabs.enter();
    }

    /// Gives back all other rings.
    ///
    /// @param inForce what packets see
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

    /// Writes the ring that is to follow where no flow is older than it: no slot has moved for anybody. Flows that come
    /// later from another balancer are where that one sent them, by the same hash.
    ///
    /// @param before what packets would see, had there been any
    /// @return the ring; the one in force when that is as wanted
    int replace(ServiceEntry before, RingTable.Numbers wanted) {
        return table.put(before.ring(), wanted, 0);
    }

    /// Writes the ring that is to follow where no packet reads it.
    ///
    /// @param before what packets see of the virtual service
    /// @param usable numbers of those that keep their sessions
    /// @return the ring; the one in force when that is as wanted
    int put(ServiceEntry before, SlotChoice choice, RingTable.Numbers numbers, Set<Integer> usable, int tick) {
        if (choice == SlotChoice.TWO_CHOICES) {
            return table.put(before.ring(), numbers, 0);
        }
        // Where no server takes new sessions, the slots stay, and say where those of before go on.
        boolean emptied = numbers.slots().length == 0 && before.choice() != SlotChoice.TWO_CHOICES;
        RingTable.Numbers wanted = emptied ? numbers.withSlots(new char[table.slots(before.ring()).length]) : numbers;
        int marks = moved.mark(before, choice, wanted.slots(), usable, tick);
        return table.put(before.ring(), wanted, marks);
    }

    /// [MovedSlots#settle] of all rings.
    ///
    /// @param changed run when marks went
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

    /// [MovedSlots#byHash]
    int byHash(ServiceEntry inForce, long hash, Set<Integer> usable) {
        return moved.byHash(inForce, hash, usable);
    }
}
