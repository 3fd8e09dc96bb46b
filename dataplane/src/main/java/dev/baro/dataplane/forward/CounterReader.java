// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.baro.core.model.IpAddress;
import dev.baro.core.plan.Plan;
import dev.baro.core.plan.PlannedServer;
import dev.baro.core.plan.ServicePlan;
import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.bpf.LibBpf;
import dev.baro.dataplane.kernel.StructFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// Adds up the counters of all CPUs, and selects the VIPs to count.
///
/// Not thread-safe; it has one owner.
final class CounterReader {
    private static final int VIP_BYTES = 16;

    /// The size of `struct cpu_budget` in 64-bit words, and the index of its field `refused`.
    private static final int BUDGET_WORDS = 2;

    private static final int REFUSED = 1;

    /// @param bytes the number of bytes, from the IP header on
    private record Sum(long packets, long bytes, long sessions, long repeats, long ends) {}

    private final BpfMap outcomes;
    private final BpfMap vipOutcomes;
    /// The VIPs that have entries in `vipOutcomes`.
    private final Set<ByteBuffer> counted = new HashSet<>();

    private final BpfMap budgets;
    private final RealServerCounters servers;
    private final int cpus = LibBpf.possibleCpus();

    CounterReader(ForwarderMaps maps, RealServerCounters servers) {
        this.outcomes = maps.map("outcomes");
        this.vipOutcomes = maps.map("vip_outcomes");
        this.budgets = maps.map("budgets");
        vipOutcomes.keys(VIP_BYTES).forEach(key -> counted.add(ByteBuffer.wrap(key)));
        this.servers = servers;
    }

    /// Reads all counters of a plan's virtual services.
    ForwarderCounters of(Plan plan, ServiceIds ids, RealServerTable numbers, int tick) {
        List<ForwarderCounters.ServiceCounters> services = plan.services().stream()
                .map(service -> of(service, ids.of(service.service()), numbers, tick))
                .toList();
        Map<IpAddress, Map<PacketOutcome, Long>> vips = new LinkedHashMap<>();
        plan.services()
                .forEach(service -> vips.computeIfAbsent(service.service().vip(), this::outcomes));
        return new ForwarderCounters(outcomes(), vips, refused(), services);
    }

    private Map<PacketOutcome, Long> outcomes() {
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

    /// The number of requests that each budget has refused.
    private Map<ForwarderCounters.Budget, Long> refused() {
        Map<ForwarderCounters.Budget, Long> counts = new EnumMap<>(ForwarderCounters.Budget.class);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate((long) budgets.stride() * cpus, 8);
            for (ForwarderCounters.Budget budget : ForwarderCounters.Budget.values()) {
                budgets.read(budget.ordinal(), values);
                counts.put(budget, sums(values, BUDGET_WORDS)[REFUSED]);
            }
        }
        return counts;
    }

    /// Starts counting for these VIPs, too. Their existing counts stay.
    void begin(Collection<IpAddress> vips) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment zero = arena.allocate(vipBytes(), 8);
            for (IpAddress vip : vips) {
                byte[] key = StructFormat.mapped(vip);
                if (!counted.contains(ByteBuffer.wrap(key))) {
                    vipOutcomes.put(arena.allocateFrom(JAVA_BYTE, key), zero);
                    counted.add(ByteBuffer.wrap(key));
                }
            }
        }
    }

    /// Stops counting for all other VIPs, and discards their counts.
    void retain(Collection<IpAddress> vips) {
        Set<ByteBuffer> wanted = new HashSet<>();
        vips.forEach(vip -> wanted.add(ByteBuffer.wrap(StructFormat.mapped(vip))));
        if (!wanted.containsAll(counted)) {
            vipOutcomes.retain(VIP_BYTES, wanted);
            counted.retainAll(wanted);
        }
    }

    /// Packets that were not forwarded to a real server, by outcome; empty if no packet was counted.
    Map<PacketOutcome, Long> outcomes(IpAddress vip) {
        Map<PacketOutcome, Long> counts = new EnumMap<>(PacketOutcome.class);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(vipBytes(), 8);
            vipOutcomes.get(arena.allocateFrom(JAVA_BYTE, StructFormat.mapped(vip)), values);
            long[] sums = sums(values, PacketOutcome.values().length);
            for (PacketOutcome outcome : PacketOutcome.values()) {
                if (sums[outcome.ordinal()] > 0) {
                    counts.put(outcome, sums[outcome.ordinal()]);
                }
            }
        }
        return counts;
    }

    private long vipBytes() {
        return (long) vipOutcomes.stride() * cpus;
    }

    /// @param id    the service's ID
    /// @param table the numbers of the service's servers
    /// @param tick  the current tick
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

    /// Whether none of the real servers has ever received a packet.
    boolean isUnused(int[] numbers) {
        return IntStream.of(numbers).allMatch(number -> of(number).packets() == 0);
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

    /// @param values the fields of each CPU
    private long[] sums(MemorySegment values, int fields) {
        long[] sums = new long[fields];
        for (int i = 0; i < cpus * fields; i++) {
            sums[i % fields] += values.getAtIndex(JAVA_LONG, i);
        }
        return sums;
    }
}
