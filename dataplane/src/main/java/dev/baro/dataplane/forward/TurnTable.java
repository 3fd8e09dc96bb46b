// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.baro.core.schedule.SlotChoice;
import dev.baro.core.schedule.Turns;
import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.kernel.StructFormat;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Collection;
import java.util.Collections;

/// The turns in round-robin services, as counted by `balancer/turn.h`. Counts survive every change of the plan:
/// a server keeps its lead over others, and a server that joins starts in the middle of a round.
final class TurnTable {
    private static final int TURN_BITS = 24;
    private static final int ROUND_SHIFT = 20;
    private static final long TAKEN_AND_SHARE = StructFormat.offset(Layout.REAL_SERVER_LOAD, "taken");
    private static final long RING = StructFormat.offset(Layout.CURSOR_OF_SERVICE, "ring");
    private static final VarHandle PAIR = JAVA_LONG.varHandle();

    private final BpfMap loads;
    private final BpfMap cursors;

    TurnTable(BpfMap loads, BpfMap cursors) {
        this.loads = loads;
        this.cursors = cursors;
    }

    /// Sets the shares of a service's servers. They apply to packets immediately.
    ///
    /// @param numbers the real servers' numbers, in the order of the turns
    void share(int service, Turns turns, int[] numbers) {
        if (turns.weights().isEmpty()) {
            return;
        }
        long round = cursors.memory(service).get(JAVA_LONG, 0) >>> ROUND_SHIFT;
        int heaviest = Math.max(1, Collections.max(turns.weights()));
        for (int i = 0; i < numbers.length; i++) {
            int weight = turns.weights().get(i);
            if (weight > 0) {
                long share = (((long) weight << TURN_BITS) + heaviest - 1) / heaviest;
                share(loads.memory(numbers[i]), round, share, turns.spread());
            }
        }
    }

    private static void share(MemorySegment load, long round, long share, int spread) {
        int least = turns(round, share);
        int room = turns(round + spread, share) - least;
        while (true) {
            long before = (long) PAIR.getVolatile(load, TAKEN_AND_SHARE);
            long shareBefore = before >>> 32;
            int ahead = (int) before - turns(round, shareBefore);
            int roomBefore = turns(round + Turns.MAX_SPREAD, shareBefore) - turns(round, shareBefore);
            boolean member = shareBefore != 0 && ahead >= 0 && ahead <= roomBefore;
            int wanted = member ? least + Math.min(ahead, room) : turns(round + spread / 2, share);
            long after = share << 32 | Integer.toUnsignedLong(wanted);
            if (PAIR.compareAndSet(load, TAKEN_AND_SHARE, before, after)) {
                return;
            }
        }
    }

    /// `turns_of()` of balancer/turn.h.
    private static int turns(long rounds, long share) {
        return (int) (rounds * share >>> TURN_BITS);
    }

    /// Tells the sweep which rings are in force.
    ///
    /// @param services all services in force
    void inForce(Collection<ServiceEntry> services) {
        int[] rings = new int[Layout.SERVICE_IDS + 1];
        services.stream()
                .filter(service -> service.choice() == SlotChoice.NEXT)
                .forEach(service -> rings[service.id()] = service.ring());
        MemorySegment memory = cursors.memory();
        for (int id = 1; id < rings.length; id++) {
            long at = (long) id * cursors.stride() + RING;
            if (memory.get(JAVA_INT, at) != rings[id]) {
                memory.set(JAVA_INT, at, rings[id]);
            }
        }
    }
}
