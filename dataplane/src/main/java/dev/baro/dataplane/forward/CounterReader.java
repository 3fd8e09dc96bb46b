// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.bpf.LibBpf;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;

/// Adds up what each CPU counted.
final class CounterReader {

    /// @param bytes from the IP header on
    record Sum(long packets, long bytes, long sessions, long repeats, long ends) {}

    private final BpfMap outcomes;
    private final BpfMap servers;
    private final int cpus = LibBpf.possibleCpus();

    CounterReader(BpfMap outcomes, BpfMap servers) {
        this.outcomes = outcomes;
        this.servers = servers;
    }

    Map<PacketOutcome, Long> outcomes() {
        Map<PacketOutcome, Long> counts = new EnumMap<>(PacketOutcome.class);
        for (PacketOutcome outcome : PacketOutcome.values()) {
            counts.put(outcome, sums(outcomes, outcome.ordinal(), 1)[0]);
        }
        return counts;
    }

    Sum of(int number) {
        long[] sums = sums(servers, number, 5);
        return new Sum(sums[0], sums[1], sums[2], sums[3], sums[4]);
    }

    private long[] sums(BpfMap map, int index, int fields) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate((long) map.stride() * cpus, 8);
            map.read(index, values);
            long[] sums = new long[fields];
            for (int cpu = 0; cpu < cpus; cpu++) {
                for (int field = 0; field < fields; field++) {
                    sums[field] += values.get(JAVA_LONG, (long) cpu * map.stride() + 8L * field);
                }
            }
            return sums;
        }
    }
}
