// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What the program must know of this host's interfaces: the addresses of those that it is attached to, and which VLAN
/// interfaces are tags of which others.
final class Interfaces {
    /// One line for each VLAN interface: name | id | parent (net/8021q/vlanproc.c); absent without VLAN support.
    private static final Path VLANS = Path.of("/proc/net/vlan/config");

    private Interfaces() {}

    /// @throws DataplaneException when there is no such interface
    static NetworkInterface named(String name) {
        return find(name).orElseThrow(() -> new DataplaneException("there is no interface " + name + "; see: ip link"));
    }

    static void tellAttached(BpfMap attachments, NetworkInterface attached) {
        try (Arena arena = Arena.ofConfined()) {
            byte[] mac = attached.getHardwareAddress();
            MemorySegment value = arena.allocate(Layout.ATTACHMENT);
            if (mac != null && mac.length == 6) {
                MemorySegment.copy(mac, 0, value, JAVA_BYTE, 0, 6);
            }
            attachments.write(attached.getIndex(), value);
        } catch (IOException e) {
            throw new DataplaneException("cannot read the address of " + attached.getName(), e);
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
        Optional<NetworkInterface> vlan = find(words[0].strip());
        Optional<NetworkInterface> parent = find(words[2].strip());
        if (vlan.isPresent() && parent.isPresent()) {
            value.set(JAVA_INT, 0, parent.get().getIndex());
            value.set(JAVA_INT, 4, Integer.parseInt(words[1]));
            vlans.write(vlan.get().getIndex(), value);
        }
    }

    private static Optional<NetworkInterface> find(String name) {
        try {
            return Optional.ofNullable(NetworkInterface.getByName(name));
        } catch (IOException e) {
            throw new DataplaneException("cannot look up interface " + name + ": " + e.getMessage(), e);
        }
    }
}
