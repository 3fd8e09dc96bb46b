// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.kernel.Links;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The VLAN tags for which this host has interfaces, in the program's data. A frame with any other tag is
/// not for this host.
///
/// Not thread-safe; it has one owner.
final class VlanTags {
    /// `ANY_TAG` of balancer/maps.h: every frame on the interface keeps its tags.
    private static final int ANY = -1;

    private final BpfMap tags;
    private final List<String> keep;

    /// @param keep the names of interfaces on which frames keep their tags
    VlanTags(ForwarderMaps maps, List<String> keep) {
        this.tags = maps.map("tags");
        this.keep = List.copyOf(keep);
    }

    /// Replaces the program's data.
    void tell(List<Links.Link> links) {
        Map<ByteBuffer, Integer> wanted = new HashMap<>();
        for (Links.Link link : links) {
            if (keep.contains(link.name())) {
                withMembers(link.index(), links).forEach(index -> wanted.put(key(index, ANY), link.index()));
            }
            link.vlan()
                    .ifPresent(vlan -> withMembers(vlan.parent(), links)
                            .forEach(index -> wanted.put(key(index, vlan.tpid() << 16 | vlan.id()), link.index())));
        }
        write(wanted);
    }

    /// The interface and its members. Frames of a bond or a bridge arrive through its members, on
    /// which the program runs.
    private static Stream<Integer> withMembers(int index, List<Links.Link> links) {
        return Stream.concat(
                Stream.of(index),
                links.stream().filter(link -> link.master() == index).map(Links.Link::index));
    }

    private void write(Map<ByteBuffer, Integer> wanted) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(JAVA_INT);
            wanted.forEach((key, index) -> {
                value.set(JAVA_INT, 0, index);
                tags.put(arena.allocate(Layout.TAG_KEY).copyFrom(MemorySegment.ofBuffer(key)), value);
            });
        }
        tags.retain((int) Layout.TAG_KEY.byteSize(), wanted.keySet());
    }

    private static ByteBuffer key(int index, int tag) {
        byte[] key = new byte[(int) Layout.TAG_KEY.byteSize()];
        MemorySegment struct = MemorySegment.ofArray(key);
        struct.set(JAVA_INT_UNALIGNED, 0, index);
        struct.set(JAVA_INT_UNALIGNED, 4, tag);
        return ByteBuffer.wrap(key);
    }
}
