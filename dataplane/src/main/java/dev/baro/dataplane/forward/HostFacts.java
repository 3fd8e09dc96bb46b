// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.Interfaces;
import dev.baro.dataplane.kernel.LocalAddresses;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What the program must know of this host: the hardware addresses of the interfaces that it is on, which VLAN
/// interfaces are tags of which others, and all addresses that probes may come from.
final class HostFacts {
    /// One line for each VLAN interface: name | id | parent (net/8021q/vlanproc.c); absent without VLAN support.
    private static final Path VLANS = Path.of("/proc/net/vlan/config");

    private final ForwarderMaps maps;
    private final OwnAddresses addresses;

    HostFacts(ForwarderMaps maps) {
        this.maps = maps;
        this.addresses = new OwnAddresses(maps);
    }

    /// What does not fit into what the program can know.
    List<String> problems() {
        return addresses.problems();
    }

    /// Replaces what the program knows.
    ///
    /// @param indexes of the configured interfaces that are there
    void tell(Collection<Integer> indexes) {
        addresses.tell(LocalAddresses.routable());
        tellAttached(indexes);
        tellVlans();
    }

    /// An interface without an IP address has no entry in the JDK's list; its own address stays unknown, which only
    /// answering ARP would need.
    private void tellAttached(Collection<Integer> indexes) {
        BpfMap attachments = maps.map("attachments");
        try (Arena arena = Arena.ofConfined()) {
            for (int index : indexes) {
                MemorySegment value = arena.allocate(Layout.ATTACHMENT);
                NetworkInterface known = NetworkInterface.getByIndex(index);
                byte[] mac = known == null ? null : known.getHardwareAddress();
                if (mac != null && mac.length == 6) {
                    MemorySegment.copy(mac, 0, value, JAVA_BYTE, 0, 6);
                }
                attachments.write(index, value);
            }
        } catch (IOException e) {
            throw new DataplaneException("cannot read the hardware address of an interface", e);
        }
        forgetOthers(attachments, indexes);
    }

    private void tellVlans() {
        BpfMap vlans = maps.map("vlans");
        Set<Integer> found = new HashSet<>();
        if (Files.isReadable(VLANS)) {
            try (Arena arena = Arena.ofConfined()) {
                for (String line : Files.readAllLines(VLANS)) {
                    String[] words = line.split("\\s*\\|\\s*", -1);
                    if (words.length == 3 && words[1].matches("\\d+")) {
                        tellVlan(vlans, arena.allocate(Layout.VLAN), words, found);
                    }
                }
            } catch (IOException e) {
                throw new DataplaneException("cannot read " + VLANS + ": " + e.getMessage(), e);
            }
        }
        forgetOthers(vlans, found);
    }

    /// An interface that goes while the list is read has no number any more.
    private static void tellVlan(BpfMap vlans, MemorySegment value, String[] words, Set<Integer> found) {
        Interfaces.find(words[0].strip())
                .ifPresent(index -> Interfaces.find(words[2].strip()).ifPresent(parent -> {
                    value.set(JAVA_INT, 0, parent);
                    value.set(JAVA_INT, 4, Integer.parseInt(words[1]));
                    vlans.write(index, value);
                    found.add(index);
                }));
    }

    private static void forgetOthers(BpfMap map, Collection<Integer> wanted) {
        map.keys().stream().filter(key -> !wanted.contains(key)).forEach(map::delete);
    }
}
