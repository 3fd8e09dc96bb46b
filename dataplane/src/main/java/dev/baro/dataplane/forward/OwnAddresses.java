// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.kernel.StructFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The host's own addresses in the program's data. A probe that returns from one of them has looped, and a
/// packet from a broadcast address cannot be answered.
///
/// Not thread-safe; it has one owner.
final class OwnAddresses {
    /// The maximum number of addresses per family, and of broadcast addresses; a third
    /// of `OWN_ADDRESSES` of balancer/maps.h.
    static final int MAX = 256;

    /// `enum own_kind` of balancer/maps.h.
    private enum Kind {
        NOT,
        ADDRESS,
        BROADCAST
    }

    private static final int ADDRESS_BYTES = 16;

    private final BpfMap exact;
    private final MemorySegment bits;
    private List<String> problems = List.of();

    OwnAddresses(ForwarderMaps maps) {
        this.exact = maps.map("own_addresses");
        this.bits = maps.map(ForwarderMaps.HOST)
                .memory(0)
                .asSlice(StructFormat.offset(Layout.HOST, "own_addresses"), 8L * Layout.OWN_ADDRESS_WORDS);
    }

    List<String> problems() {
        return problems;
    }

    /// Replaces the program's data. Addresses that the host keeps stay known to the program throughout.
    ///
    /// @param addresses  the host's addresses; only the first of each family are used if there are too many
    /// @param broadcasts the broadcast addresses; only the first ones are used if there are too many
    void tell(List<IpAddress> addresses, List<IpAddress> broadcasts) {
        List<IpAddress> v4 = addresses.stream().filter(IpAddress::isV4).toList();
        List<IpAddress> v6 =
                addresses.stream().filter(address -> !address.isV4()).toList();
        problems = Stream.of(problem("IPv4", v4), problem("IPv6", v6))
                .flatMap(List::stream)
                .toList();
        Map<ByteBuffer, Kind> kinds = new HashMap<>();
        broadcasts.stream().limit(MAX).forEach(address -> kinds.put(key(address), Kind.BROADCAST));
        Stream.of(v4, v6)
                .flatMap(family -> family.stream().limit(MAX))
                .forEach(address -> kinds.put(key(address), Kind.ADDRESS));
        write(kinds);
    }

    private static ByteBuffer key(IpAddress address) {
        return ByteBuffer.wrap(StructFormat.mapped(address));
    }

    /// Sets the bits of new addresses first and clears the bits of removed ones last, because an address whose
    /// bit is not set would be treated as foreign.
    private void write(Map<ByteBuffer, Kind> kinds) {
        long[] wanted = new long[Layout.OWN_ADDRESS_WORDS];
        kinds.keySet().forEach(address -> setBit(wanted, hash(address)));
        for (int i = 0; i < wanted.length; i++) {
            bits.setAtIndex(ValueLayout.JAVA_LONG, i, bits.getAtIndex(ValueLayout.JAVA_LONG, i) | wanted[i]);
        }
        exact.retain(ADDRESS_BYTES, Set.copyOf(kinds.keySet()));
        try (Arena arena = Arena.ofConfined()) {
            kinds.forEach((address, kind) -> exact.put(
                    arena.allocate(ADDRESS_BYTES).copyFrom(MemorySegment.ofBuffer(address)),
                    arena.allocateFrom(JAVA_INT, kind.ordinal())));
        }
        for (int i = 0; i < wanted.length; i++) {
            bits.setAtIndex(ValueLayout.JAVA_LONG, i, wanted[i]);
        }
    }

    private static List<String> problem(String family, List<IpAddress> addresses) {
        return addresses.size() <= MAX
                ? List.of()
                : List.of(("this host has %d %s addresses, but only %d of them are used to recognize probes that a"
                                + " real server sends back; remove addresses, or a server without its VIP may be considered"
                                + " healthy; see: ip address")
                        .formatted(addresses.size(), family, MAX));
    }

    /// `own_address_hash()` of own.h.
    private static long hash(ByteBuffer address) {
        ByteBuffer halves = address.duplicate().order(ByteOrder.nativeOrder());
        return (halves.getLong(0) ^ halves.getLong(8)) * 0x9e3779b97f4a7c15L;
    }

    private static void setBit(long[] words, long hash) {
        words[(int) (hash >>> 58)] |= 1L << (hash >>> 52 & 63);
    }
}
