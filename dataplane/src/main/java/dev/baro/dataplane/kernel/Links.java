// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The interfaces of this process's network namespace, including those without an address.
public final class Links {
    /// @param mac    the MAC address; empty if there is none
    /// @param master the index of its bond or bridge; 0 if it belongs to none
    /// @param vlan   the interface's tag and parent, if it is a VLAN interface whose parent
    ///               is in this namespace
    public record Link(int index, String name, List<Byte> mac, int master, Optional<Vlan> vlan) {
        public Link {
            mac = List.copyOf(mac);
        }
    }

    /// @param parent the index of its parent interface
    /// @param tpid   the TPID of its tag: 0x8100 or 0x88a8
    /// @param id     1..4094
    public record Vlan(int parent, int tpid, int id) {}

    private static final int IFINFOMSG_BYTES = 16;
    private static final int INDEX_AT = 4;
    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_LINK = 5;
    private static final int IFLA_MASTER = 10;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_LINK_NETNSID = 37;
    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_INFO_DATA = 2;
    private static final int IFLA_VLAN_ID = 1;
    private static final int IFLA_VLAN_PROTOCOL = 5;
    private static final int MAC_BYTES = 6;

    private Links() {}

    /// @throws DataplaneException if the kernel does not answer
    public static List<Link> all() {
        return RouteDump.of(RouteDump.LINKS, IFINFOMSG_BYTES).stream()
                .map(Links::link)
                .toList();
    }

    private static Link link(RouteDump.Entry entry) {
        byte[] mac = entry.bytes(IFLA_ADDRESS);
        return new Link(
                entry.header().getInt(INDEX_AT),
                text(entry.bytes(IFLA_IFNAME)),
                mac.length == MAC_BYTES ? List.of(mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]) : List.of(),
                entry.number(IFLA_MASTER),
                vlan(entry));
    }

    private static Optional<Vlan> vlan(RouteDump.Entry entry) {
        Map<Integer, byte[]> info = RouteDump.attributes(RouteDump.nativeOrder(entry.bytes(IFLA_LINKINFO)));
        byte[] kind = info.getOrDefault(IFLA_INFO_KIND, new byte[0]);
        if (!text(kind).equals("vlan") || entry.has(IFLA_LINK_NETNSID)) {
            return Optional.empty();
        }
        Map<Integer, byte[]> data =
                RouteDump.attributes(RouteDump.nativeOrder(info.getOrDefault(IFLA_INFO_DATA, new byte[0])));
        byte[] id = data.getOrDefault(IFLA_VLAN_ID, new byte[2]);
        byte[] tpid = data.getOrDefault(IFLA_VLAN_PROTOCOL, new byte[] {(byte) 0x81, 0});
        return Optional.of(new Vlan(
                entry.number(IFLA_LINK),
                Short.toUnsignedInt(
                        ByteBuffer.wrap(tpid).order(ByteOrder.BIG_ENDIAN).getShort()),
                Short.toUnsignedInt(RouteDump.nativeOrder(id).getShort())));
    }

    /// The name without the terminating 0.
    private static String text(byte[] bytes) {
        int length = bytes.length > 0 && bytes[bytes.length - 1] == 0 ? bytes.length - 1 : bytes.length;
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
