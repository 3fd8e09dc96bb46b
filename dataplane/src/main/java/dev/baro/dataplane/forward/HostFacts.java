// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.kernel.Links;
import dev.baro.dataplane.kernel.LocalAddresses;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The program's data about this host: the MAC addresses of its interfaces, the parents and tags of VLAN
/// interfaces, and all source addresses that probes may have.
final class HostFacts {
    private static final int CUSTOMER_TAG = 0x8100;

    private final ForwarderMaps maps;
    private final OwnAddresses addresses;
    private final OwnMacs macs;
    private final VlanTags tags;

    /// @param keepsTags the names of the interfaces on which frames keep their VLAN tags
    HostFacts(ForwarderMaps maps, List<String> keepsTags) {
        this.maps = maps;
        this.addresses = new OwnAddresses(maps);
        this.macs = new OwnMacs(maps);
        this.tags = new VlanTags(maps, keepsTags);
    }

    /// The facts that exceed the space in the program's data.
    List<String> problems() {
        return Stream.of(addresses.problems(), macs.problems())
                .flatMap(List::stream)
                .toList();
    }

    /// Replaces the program's data.
    ///
    /// @param indexes the indexes of the configured interfaces that exist
    void tell(Collection<Integer> indexes) {
        addresses.tell(LocalAddresses.routable(), LocalAddresses.broadcasts());
        List<Links.Link> links = Links.all();
        macs.tell(indexes, links);
        tellAttached(indexes, links);
        tellVlans(links);
        tags.tell(links);
    }

    private void tellAttached(Collection<Integer> indexes, List<Links.Link> links) {
        BpfMap attachments = maps.map("attachments");
        try (Arena arena = Arena.ofConfined()) {
            for (int index : indexes) {
                MemorySegment value = arena.allocate(Layout.ATTACHMENT);
                links.stream().filter(link -> link.index() == index).forEach(link -> {
                    for (int i = 0; i < link.mac().size(); i++) {
                        value.set(JAVA_BYTE, i, link.mac().get(i));
                    }
                });
                attachments.write(index, value);
            }
        }
        forgetOthers(attachments, indexes);
    }

    /// Writes only the VLAN interfaces whose tags the program adds; the kernel sends through all others.
    private void tellVlans(List<Links.Link> links) {
        BpfMap vlans = maps.map("vlans");
        Set<Integer> found = new HashSet<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(Layout.VLAN);
            for (Links.Link link : links) {
                link.vlan().filter(vlan -> vlan.tpid() == CUSTOMER_TAG).ifPresent(vlan -> {
                    value.set(JAVA_INT, 0, vlan.parent());
                    value.set(JAVA_INT, 4, vlan.id());
                    vlans.write(link.index(), value);
                    found.add(link.index());
                });
            }
        }
        forgetOthers(vlans, found);
    }

    private static void forgetOthers(BpfMap map, Collection<Integer> wanted) {
        map.keys().stream().filter(key -> !wanted.contains(key)).forEach(map::delete);
    }
}
