// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.Interfaces;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the program must know of this host's interfaces: the addresses of those that it is attached to, and which VLAN
/// interfaces are tags of which others.
final class AttachedInterfaces {
    /// One line for each VLAN interface: name | id | parent (net/8021q/vlanproc.c); absent without VLAN support.
    private static final Path VLANS = Path.of("/proc/net/vlan/config");

    private AttachedInterfaces() {}

    /// An interface without an IP address has no entry in the JDK's list; its own address stays unknown, which only
    /// answering ARP would need.
    static void tellAttached(BpfMap attachments, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(Layout.ATTACHMENT);
            NetworkInterface known = NetworkInterface.getByName(name);
            byte[] mac = known == null ? null : known.getHardwareAddress();
            if (mac != null && mac.length == 6) {
                MemorySegment.copy(mac, 0, value, JAVA_BYTE, 0, 6);
            }
            attachments.write(Interfaces.index(name), value);
        } catch (IOException e) {
            throw new DataplaneException("cannot read the address of " + name, e);
        }
    }

    static void tellVlans(BpfMap vlans) {
        if (!Files.isReadable(VLANS)) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            for (String line : Files.readAllLines(VLANS)) {
                String[] words = line.split("\\s*\\|\\s*", -1);
                if (words.length == 3 && words[1].matches("\\d+")) {
                    tellVlan(vlans, arena.allocate(Layout.VLAN), words);
                }
            }
        } catch (IOException e) {
            throw new DataplaneException("cannot read " + VLANS + ": " + e.getMessage(), e);
        }
    }

    private static void tellVlan(BpfMap vlans, MemorySegment value, String[] words) {
        value.set(JAVA_INT, 0, Interfaces.index(words[2].strip()));
        value.set(JAVA_INT, 4, Integer.parseInt(words[1]));
        vlans.write(Interfaces.index(words[0].strip()), value);
    }
}
