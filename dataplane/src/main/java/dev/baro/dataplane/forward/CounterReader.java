// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.baro.core.plan.PlannedServer;
import dev.baro.core.plan.ServicePlan;
import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.bpf.LibBpf;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;

/// Adds up what each CPU counted.
final class CounterReader {

    /// @param bytes from the IP header on
    private record Sum(long packets, long bytes, long sessions, long repeats, long ends) {}

    private final BpfMap outcomes;
    private final RealServerCounters servers;
    private final int cpus = LibBpf.possibleCpus();

    CounterReader(BpfMap outcomes, RealServerCounters servers) {
        this.outcomes = outcomes;
        this.servers = servers;
    }

    Map<PacketOutcome, Long> outcomes() {
        Map<PacketOutcome, Long> counts = new EnumMap<>(PacketOutcome.class);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate((long) outcomes.stride() * cpus, 8);
            for (PacketOutcome outcome : PacketOutcome.values()) {
                outcomes.read(outcome.ordinal(), values);
                counts.put(outcome, sums(values, 1)[0]);
            }
        }
        return counts;
    }

    /// @param id    of the service
    /// @param table where its servers have their numbers
    /// @param tick  of now
    ForwarderCounters.ServiceCounters of(ServicePlan service, int id, RealServerTable table, int tick) {
        boolean estimated = service.isEstimated();
        return new ForwarderCounters.ServiceCounters(
                service.service(),
                estimated,
                service.servers().stream()
                        .map(server -> of(
                                server,
                                table.number(new RealServerTable.Key(id, server.address())),
                                table,
                                estimated,
                                tick))
                        .toList());
    }

    private ForwarderCounters.ServerCounters of(
            PlannedServer server, int number, RealServerTable table, boolean estimated, int tick) {
        Sum sum = of(number);
        return new ForwarderCounters.ServerCounters(
                server.name(),
                server.address(),
                sum.packets(),
                sum.bytes(),
                sum.sessions(),
                estimated ? Math.max(0, sum.sessions() - sum.ends()) : table.sessionsActive(number),
                sum.repeats(),
                table.lastPacketSeconds(number, tick));
    }

    private Sum of(int number) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(servers.bytes(), 8);
            servers.read(number, values);
            long[] sums = sums(values, 5);
            return new Sum(sums[0], sums[1], sums[2], sums[3], sums[4]);
        }
    }

    /// @param values as many fields for each CPU
    private long[] sums(MemorySegment values, int fields) {
        long[] sums = new long[fields];
        for (int i = 0; i < cpus * fields; i++) {
            sums[i % fields] += values.getAtIndex(JAVA_LONG, i);
        }
        return sums;
    }
}
