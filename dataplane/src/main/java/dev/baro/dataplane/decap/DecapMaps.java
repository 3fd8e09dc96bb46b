// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.decap;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.bpf.BpfFs;
import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.bpf.BpfObject;
import dev.baro.dataplane.bpf.LibBpf;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.Fd;
import dev.baro.dataplane.kernel.StructFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/// The maps of `decap/maps.h`, pinned in one directory.
final class DecapMaps {
    static final List<String> PINNED = List.of("decap_control", "decap_tables", "decap_counters");

    private static final VarHandle TABLE_IN_FORCE = JAVA_INT.varHandle();
    private static final long LAYOUT = StructFormat.offset(DecapTable.CONTROL, "layout");
    private static final long BUILD = StructFormat.offset(DecapTable.CONTROL, "build");

    private final BpfMap control;
    private final BpfMap tables;
    private final BpfMap counters;

    /// @param control a map that the caller owns, like the other maps
    DecapMaps(BpfMap control, BpfMap tables, BpfMap counters) {
        this.control = control;
        this.tables = tables;
        this.counters = counters;
    }

    /// Loads the object with the program. It uses the maps pinned in the directory, or pins new maps there.
    static BpfObject load(Path directory) {
        BpfObject object = BpfObject.of("decap", elf());
        try {
            PINNED.forEach(map -> object.pin(map, directory.resolve(map)));
            object.load();
            return object;
        } catch (RuntimeException | Error e) {
            object.close();
            throw e;
        }
    }

    static DecapMaps of(BpfObject loaded) {
        return new DecapMaps(loaded.map("decap_control"), loaded.map("decap_tables"), loaded.map("decap_counters"));
    }

    /// Returns a number that identifies the build of the program.
    static int build() {
        CRC32 sum = new CRC32();
        sum.update(elf());
        return (int) sum.getValue();
    }

    /// Whether a directory has maps in this version's layout.
    static boolean areIn(Path directory) {
        if (!PINNED.stream().allMatch(map -> Files.exists(directory.resolve(map)))) {
            return false;
        }
        try (Fd fd = BpfFs.get(directory.resolve("decap_control"));
                BpfMap found = new BpfMap("decap_control", fd.number(), (int) DecapTable.CONTROL.byteSize(), 1)) {
            return found.memory().get(JAVA_INT, LAYOUT) == DecapTable.VERSION;
        }
    }

    /// @return whether the attached program is of this build
    boolean isCurrent() {
        return control.memory().get(JAVA_INT, BUILD) == build();
    }

    /// Call this once the program of this build is attached to every interface.
    void markCurrent() {
        control.memory().set(JAVA_INT, BUILD, build());
    }

    DecapTable.Contents contents() {
        return DecapTable.read(tables.memory(inForce()));
    }

    /// Replaces the table in use in one step. A VIP that is in both tables keeps its counters.
    void put(Set<IpAddress> own, Set<IpAddress> vips) {
        Map<IpAddress, Integer> before = contents().vips();
        Map<IpAddress, Integer> numbers = new TreeMap<>(before);
        numbers.keySet().retainAll(vips);
        for (IpAddress vip : vips) {
            if (!numbers.containsKey(vip)) {
                int free = free(numbers, before);
                clear(free);
                numbers.put(vip, free);
            }
        }
        int spare = 1 - inForce();
        DecapTable.write(tables.memory(spare), new DecapTable.Contents(own, numbers));
        control.memory().set(JAVA_INT, LAYOUT, DecapTable.VERSION);
        TABLE_IN_FORCE.setRelease(control.memory(), 0L, spare);
    }

    /// Adds up the counters of all CPUs.
    Decapsulator.Counters counters(int number) {
        int cpus = LibBpf.possibleCpus();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate((long) counters.stride() * cpus, 8);
            counters.read(number, values);
            long[] sums = new long[4];
            for (int cpu = 0; cpu < cpus; cpu++) {
                for (int field = 0; field < sums.length; field++) {
                    sums[field] += values.get(JAVA_LONG, (long) cpu * counters.stride() + 8L * field);
                }
            }
            return new Decapsulator.Counters(sums[0], sums[1], sums[2], sums[3]);
        }
    }

    private int inForce() {
        return (int) TABLE_IN_FORCE.getAcquire(control.memory(), 0L);
    }

    /// A counter that no VIP will use, preferably not the counter of a VIP that is being removed.
    private static int free(Map<IpAddress, Integer> taken, Map<IpAddress, Integer> before) {
        Set<Integer> used = new HashSet<>(taken.values());
        return IntStream.range(0, DecapTable.MAX_VIPS)
                .filter(i -> !used.contains(i) && !before.containsValue(i))
                .findFirst()
                .orElseGet(() -> IntStream.range(0, DecapTable.MAX_VIPS)
                        .filter(i -> !used.contains(i))
                        .findFirst()
                        .orElseThrow(() -> new DataplaneException(DataplaneException.Kind.FULL, "no counter is left")));
    }

    private void clear(int number) {
        try (Arena arena = Arena.ofConfined()) {
            counters.write(number, arena.allocate((long) counters.stride() * LibBpf.possibleCpus(), 8));
        }
    }

    private static byte[] elf() {
        try (InputStream in = BpfObject.class.getResourceAsStream("decap.bpf.o")) {
            if (in == null) {
                throw new IllegalStateException("no resource decap.bpf.o");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
