// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.kernel.Links;
import dev.baro.dataplane.kernel.StructFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The host's own MAC addresses in the program's data. A frame to any other address is not for this host. The
/// addresses of all interfaces are included, because frames for a bond, a bridge or a VRRP address arrive
/// through an interface with a different address.
///
/// Not thread-safe; it has one owner.
final class OwnMacs {
    /// `NO_MAC` of balancer/maps.h.
    private static final long NONE = 1;

    private final BpfMap all;
    private final MemorySegment first;
    private List<String> problems = List.of();

    OwnMacs(ForwarderMaps maps) {
        this.all = maps.map("own_macs");
        this.first = maps.map(ForwarderMaps.HOST)
                .memory(0)
                .asSlice(StructFormat.offset(Layout.HOST, "own_macs"), 8L * Layout.FIRST_OWN_MACS);
    }

    List<String> problems() {
        return problems;
    }

    /// Replaces the program's data. Addresses that the host keeps stay known to the program throughout.
    ///
    /// @param attached the indexes of the interfaces whose addresses the program compares first
    void tell(Collection<Integer> attached, List<Links.Link> links) {
        List<Long> macs = Stream.concat(
                        links.stream().filter(link -> attached.contains(link.index())),
                        links.stream().filter(link -> !isLoopback(link)))
                .map(Links.Link::mac)
                .filter(mac -> !mac.isEmpty())
                .map(OwnMacs::word)
                .distinct()
                .toList();
        problems = macs.size() <= Layout.OWN_MACS
                ? List.of()
                : List.of(("this host's interfaces have %d MAC addresses, but frames are accepted for only %d of"
                                + " them; remove interfaces; see: ip link")
                        .formatted(macs.size(), Layout.OWN_MACS));
        tell(macs.stream().limit(Layout.OWN_MACS).toList());
    }

    void tell(List<Long> macs) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment unused = arena.allocate(JAVA_INT);
            macs.forEach(mac -> all.put(arena.allocateFrom(JAVA_LONG, mac), unused));
            for (int i = 0; i < Layout.FIRST_OWN_MACS; i++) {
                first.setAtIndex(JAVA_LONG, i, i < macs.size() ? macs.get(i) : NONE);
            }
        }
        all.retain(
                Long.BYTES,
                macs.stream()
                        .map(mac -> ByteBuffer.wrap(
                                MemorySegment.ofArray(new long[] {mac}).toArray(JAVA_BYTE)))
                        .collect(Collectors.toSet()));
    }

    /// The loopback interface has an all-zero address, which no frame on a wire has.
    private static boolean isLoopback(Links.Link link) {
        return link.mac().stream().allMatch(octet -> octet == 0);
    }

    /// `mac_word()` of own.h.
    static long word(List<Byte> mac) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        for (int i = 0; i < mac.size(); i++) {
            bytes.put(little ? i + 2 : i, mac.get(i));
        }
        return bytes.getLong(0);
    }
}
