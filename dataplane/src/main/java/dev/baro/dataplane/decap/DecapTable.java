// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.decap;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.StructFormat;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The structs of `decap/maps.h`. Reads and writes `struct decap_table`, a table with open addressing that
/// holds every address within [#PROBES] slots.
final class DecapTable {
    /// `LAYOUT` of decap/maps.h.
    static final int VERSION = 1;

    static final int SLOTS = 4096;
    static final int PROBES = 8;
    static final int MAX_VIPS = 512;

    static final StructLayout SLOT = MemoryLayout.structLayout(
                    StructFormat.ADDRESS.withName("address"),
                    JAVA_SHORT.withName("role"),
                    JAVA_SHORT.withName("counter"),
                    JAVA_INT.withName("reserved"))
            .withName("decap_slot");

    static final StructLayout TABLE = MemoryLayout.structLayout(
                    JAVA_LONG.withName("seed"),
                    MemoryLayout.sequenceLayout(SLOTS, SLOT).withName("slot"))
            .withName("decap_table");

    static final StructLayout CONTROL = MemoryLayout.structLayout(
                    JAVA_INT.withName("table"),
                    JAVA_INT.withName("layout"),
                    JAVA_INT.withName("build"),
                    JAVA_INT.withName("reserved"))
            .withName("decap_control");

    static final StructLayout COUNT = MemoryLayout.structLayout(
                    JAVA_LONG.withName("packets"),
                    JAVA_LONG.withName("bytes"),
                    JAVA_LONG.withName("fragments"),
                    JAVA_LONG.withName("ecn_dropped"))
            .withName("decap_count");

    private static final long SLOTS_AT = StructFormat.offset(TABLE, "slot");
    private static final long ROLE = StructFormat.offset(SLOT, "role");
    private static final long COUNTER = StructFormat.offset(SLOT, "counter");
    private static final short ROLE_OWN = 1;
    private static final short ROLE_VIP = 2;

    /// The number of seeds to try, far more than the fullest table needs.
    private static final int MAX_SEEDS = 10_000;

    private DecapTable() {}

    /// The content of a table.
    ///
    /// @param vips VIPs with their counter numbers
    record Contents(Set<IpAddress> own, Map<IpAddress, Integer> vips) {
        static final Contents EMPTY = new Contents(Set.of(), Map.of());

        Contents {
            own = java.util.Collections.unmodifiableSet(new TreeSet<>(own));
            vips = java.util.Collections.unmodifiableMap(new TreeMap<>(vips));
        }
    }

    private record Entry(IpAddress address, short role, int counter) {}

    /// Fills a table that the program is not using.
    ///
    /// @throws DataplaneException if no seed places every address
    static void write(MemorySegment table, Contents contents) {
        for (long i = 1; i <= MAX_SEEDS; i++) {
            long seed = i * 0x9e3779b97f4a7c15L;
            Optional<@Nullable Entry[]> placed = place(contents, seed);
            if (placed.isPresent()) {
                table.fill((byte) 0);
                table.set(JAVA_LONG, 0, seed);
                for (int slot = 0; slot < SLOTS; slot++) {
                    write(slot(table, slot), placed.get()[slot]);
                }
                return;
            }
        }
        throw new DataplaneException(
                DataplaneException.Kind.FULL,
                "no room for " + contents.vips().size() + " VIPs in the table of addresses");
    }

    static Contents read(MemorySegment table) {
        Set<IpAddress> own = new TreeSet<>();
        Map<IpAddress, Integer> vips = new TreeMap<>();
        for (int i = 0; i < SLOTS; i++) {
            MemorySegment slot = slot(table, i);
            switch (slot.get(JAVA_SHORT, ROLE)) {
                case ROLE_OWN -> own.add(StructFormat.address(slot.asSlice(0, 16)));
                case ROLE_VIP ->
                    vips.put(
                            StructFormat.address(slot.asSlice(0, 16)),
                            Short.toUnsignedInt(slot.get(JAVA_SHORT, COUNTER)));
                default -> {
                    // an empty slot
                }
            }
        }
        return new Contents(own, vips);
    }

    /// @return one element for each slot, null for an empty slot; empty if an address would need
    /// too long a probe
    private static Optional<@Nullable Entry[]> place(Contents contents, long seed) {
        @Nullable Entry[] slots = new Entry[SLOTS];
        for (IpAddress own : contents.own()) {
            if (!place(slots, new Entry(own, ROLE_OWN, 0), seed)) {
                return Optional.empty();
            }
        }
        for (Map.Entry<IpAddress, Integer> vip : contents.vips().entrySet()) {
            if (!place(slots, new Entry(vip.getKey(), ROLE_VIP, vip.getValue()), seed)) {
                return Optional.empty();
            }
        }
        return Optional.of(slots);
    }

    private static boolean place(@Nullable Entry[] slots, Entry entry, long seed) {
        int start = start(entry.address(), seed);
        for (int probe = 0; probe < PROBES; probe++) {
            int at = (start + probe) % SLOTS;
            if (slots[at] == null) {
                slots[at] = entry;
                return true;
            }
        }
        return false;
    }

    /// `slot_of()` of decap/vip.h.
    private static int start(IpAddress address, long seed) {
        ByteBuffer words = ByteBuffer.wrap(StructFormat.mapped(address)).order(ByteOrder.nativeOrder());
        long high = (words.getInt(0) & 0xffffffffL) << 32 | words.getInt(4) & 0xffffffffL;
        long low = (words.getInt(8) & 0xffffffffL) << 32 | words.getInt(12) & 0xffffffffL;
        return (int) ((high * 0x9e3779b97f4a7c15L ^ low ^ seed) * 0xd1b54a32d192ed03L >>> 52);
    }

    private static void write(MemorySegment slot, @Nullable Entry entry) {
        if (entry != null) {
            MemorySegment.copy(StructFormat.mapped(entry.address()), 0, slot, JAVA_BYTE, 0, 16);
            slot.set(JAVA_SHORT, COUNTER, (short) entry.counter());
            slot.set(JAVA_SHORT, ROLE, entry.role());
        }
    }

    private static MemorySegment slot(MemorySegment table, int index) {
        return table.asSlice(SLOTS_AT + index * SLOT.byteSize(), SLOT.byteSize());
    }
}
