// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.baro.core.model.Protocol;
import dev.baro.core.model.VirtualService;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.StructFormat;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes and reads `struct service_table`, a table with open addressing that holds every
/// entry within [Layout#SERVICE_PROBES] slots.
final class ServiceTable {
    /// The number of seeds to try, far more than the fullest table needs.
    private static final int MAX_SEEDS = 10_000;

    private static final int HIDDEN = 1 << 24;

    private static final long SLOTS_AT = StructFormat.offset(Layout.SERVICE_TABLE, "slot");
    private static final long SLOT_BYTES = Layout.SERVICE.byteSize();
    private static final long PORT_KEY = StructFormat.offset(Layout.SERVICE, "port_key");
    private static final long CHOICE = StructFormat.offset(Layout.SERVICE, "choice");
    private static final long ID = StructFormat.offset(Layout.SERVICE, "id");
    private static final long RING = StructFormat.offset(Layout.SERVICE, "ring");
    private static final long FLAGS = StructFormat.offset(Layout.SERVICE, "flags");
    private static final long SOURCE_PORT_MASK = StructFormat.offset(Layout.SERVICE, "source_port_mask");
    private static final long SETTLE_TICKS = StructFormat.offset(Layout.SERVICE, "settle_ticks");

    private ServiceTable() {}

    /// Fills a table that the program is not using.
    ///
    /// @throws DataplaneException if no seed places every entry
    static void write(MemorySegment table, List<ServiceEntry> entries) {
        for (long seed = 1; seed <= MAX_SEEDS; seed++) {
            Optional<ServiceEntry[]> slots = place(entries, mix(seed));
            if (slots.isPresent()) {
                table.set(JAVA_LONG, 0, mix(seed));
                table.asSlice(SLOTS_AT).fill((byte) 0);
                for (int i = 0; i < Layout.SERVICE_SLOTS; i++) {
                    if (slots.get()[i] != null) {
                        writeSlot(table.asSlice(SLOTS_AT + i * SLOT_BYTES, SLOT_BYTES), slots.get()[i]);
                    }
                }
                return;
            }
        }
        throw new DataplaneException(
                DataplaneException.Kind.FULL, "no room for " + entries.size() + " entries in the service table");
    }

    /// The virtual services of a table, without the entries of the VIPs themselves.
    static List<ServiceEntry> read(MemorySegment table) {
        List<ServiceEntry> entries = new ArrayList<>();
        for (int i = 0; i < Layout.SERVICE_SLOTS; i++) {
            MemorySegment slot = table.asSlice(SLOTS_AT + i * SLOT_BYTES, SLOT_BYTES);
            int id = Short.toUnsignedInt(slot.get(JAVA_SHORT, ID));
            if (id != 0 && id != ServiceEntry.VIP_ID) {
                entries.add(readSlot(slot, id));
            }
        }
        return entries;
    }

    static VirtualService serviceOf(ServiceEntry entry) {
        Protocol protocol = entry.protocol() == Protocol.TCP.number() ? Protocol.TCP : Protocol.UDP;
        return new VirtualService(entry.vip(), protocol, entry.port());
    }

    /// @return one element for each slot, null for an empty slot; empty if an entry would need too long a probe
    private static Optional<ServiceEntry[]> place(List<ServiceEntry> entries, long seed) {
        @org.jspecify.annotations.Nullable ServiceEntry[] slots = new ServiceEntry[Layout.SERVICE_SLOTS];
        for (ServiceEntry entry : entries) {
            int start = start(entry, seed);
            int probe = 0;
            while (probe < Layout.SERVICE_PROBES && slots[(start + probe) % Layout.SERVICE_SLOTS] != null) {
                probe++;
            }
            if (probe == Layout.SERVICE_PROBES) {
                return Optional.empty();
            }
            slots[(start + probe) % Layout.SERVICE_SLOTS] = entry;
        }
        return Optional.of(slots);
    }

    /// `service_hash()` of service.h.
    private static int start(ServiceEntry entry, long seed) {
        ByteBuffer vip = ByteBuffer.wrap(StructFormat.mapped(entry.vip())).order(ByteOrder.nativeOrder());
        long hash = vip.getLong(0) * 0x9e3779b97f4a7c15L ^ vip.getLong(8) ^ portKey(entry);
        return (int) ((hash ^ seed) * 0xd1b54a32d192ed03L >>> 49);
    }

    /// Computes `port_key()` of service.h, and adds `HIDDEN` of maps.h if needed.
    private static int portKey(ServiceEntry entry) {
        int key = StructFormat.networkOrder(entry.port()) | entry.protocol() << 16;
        return entry.isHidden() ? key | HIDDEN : key;
    }

    private static void writeSlot(MemorySegment slot, ServiceEntry entry) {
        MemorySegment.copy(StructFormat.mapped(entry.vip()), 0, slot, JAVA_BYTE, 0, 16);
        slot.set(JAVA_INT, PORT_KEY, portKey(entry));
        slot.set(JAVA_INT, RING, entry.ring());
        slot.set(JAVA_BYTE, CHOICE, (byte) entry.choice().ordinal());
        slot.set(JAVA_BYTE, FLAGS, (byte) entry.flags());
        slot.set(JAVA_SHORT, SOURCE_PORT_MASK, (short) (entry.hasAffinity() ? 0 : 0xffff));
        slot.set(JAVA_SHORT, SETTLE_TICKS, (short) entry.settleSeconds());
        slot.set(JAVA_SHORT, ID, (short) entry.id());
    }

    private static ServiceEntry readSlot(MemorySegment slot, int id) {
        int portKey = slot.get(JAVA_INT, PORT_KEY);
        return new ServiceEntry(
                StructFormat.address(slot.asSlice(0, 16)),
                StructFormat.networkOrder(portKey),
                portKey >> 16 & 0xff,
                SlotChoice.values()[slot.get(JAVA_BYTE, CHOICE)],
                id,
                slot.get(JAVA_INT, RING),
                Byte.toUnsignedInt(slot.get(JAVA_BYTE, FLAGS)),
                (slot.get(JAVA_BYTE, FLAGS) & ServiceEntry.AFFINITY) == 0 ? 0 : slot.get(JAVA_SHORT, SETTLE_TICKS));
    }

    private static long mix(long seed) {
        long z = seed * 0x9e3779b97f4a7c15L;
        return z ^ z >>> 29;
    }
}
