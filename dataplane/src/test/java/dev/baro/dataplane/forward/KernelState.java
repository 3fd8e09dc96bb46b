// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.baro.dataplane.bpf.BpfFs;
import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.kernel.StructFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Everything of an instance that packets go by, as text that two instances can be compared by. Numbers of real servers
/// and ids of virtual services are told by what they stand for, since sessions keep numbers over a restart. Left out:
/// sessions, counters (that of the changes of routes, too), cursors, next hops, the flow hash's key, marks of moved
/// slots, and what no packet can reach: the table, rings and entries that are not in force.
public final class KernelState {
    private KernelState() {}

    public static String of(String instance) {
        Path directory = BpfFs.directory(instance);
        List<String> pins = BpfFs.list(directory, "*").stream()
                .map(pin -> pin.getFileName().toString())
                .sorted()
                .toList();
        try (ForwarderMaps maps = ForwarderMaps.load(directory, 1_024)) {
            return String.join("\n", "pins " + pins, services(maps), owned(maps), counted(maps), settings(maps));
        }
    }

    private static String services(ForwarderMaps maps) {
        RingTable rings = new RingTable(maps.slabs());
        return ServiceTable.read(maps.map("service_tables").memory(maps.tableInForce())).stream()
                .map(entry -> ServiceTable.serviceOf(entry) + " " + entry.choice() + " affinity "
                        + entry.affinitySeconds() + " ring " + servers(maps, rings.slots(entry.ring()), entry.id()))
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    private static String servers(ForwarderMaps maps, char[] slots, int service) {
        return IntStream.range(0, slots.length)
                .map(i -> slots[i])
                .mapToObj(slot -> server(maps.map("real_servers").memory(slot), service))
                .collect(Collectors.joining(", "));
    }

    private static String server(MemorySegment entry, int service) {
        int owner = Short.toUnsignedInt(entry.get(JAVA_SHORT, offset("service")));
        return StructFormat.address(entry.asSlice(0, 16)) + " delta "
                + Integer.toHexString(entry.get(JAVA_INT, offset("l4_delta"))) + " tos "
                + entry.get(JAVA_BYTE, offset("tos")) + " method " + entry.get(JAVA_BYTE, offset("method")) + " weight "
                + entry.get(JAVA_SHORT, offset("weight")) + (owner == service ? "" : " OF ANOTHER SERVICE");
    }

    private static long offset(String field) {
        return StructFormat.offset(Layout.REAL_SERVER, field);
    }

    /// How many entries belong to some virtual service: none is left over.
    private static String owned(ForwarderMaps maps) {
        long owned = 0;
        for (int number = 1; number < Layout.MAX_REAL_SERVERS; number++) {
            owned += maps.map("real_servers").memory(number).get(JAVA_SHORT, offset("service")) == 0 ? 0 : 1;
        }
        return "owned entries " + owned;
    }

    /// The VIPs that packets are counted for.
    private static String counted(ForwarderMaps maps) {
        return "counted "
                + maps.map("vip_outcomes").keys(16).stream()
                        .map(key ->
                                StructFormat.address(MemorySegment.ofArray(key)).toString())
                        .sorted()
                        .toList();
    }

    private static byte[] limits(ForwarderMaps maps) {
        byte[] limits = maps.map(".data.limits").memory(0).toArray(JAVA_BYTE);
        int changes = (int) StructFormat.offset(Layout.LIMITS, "route_changes");
        Arrays.fill(limits, changes, changes + 2 * Integer.BYTES, (byte) 0); // and when rings changed
        return limits;
    }

    private static String settings(ForwarderMaps maps) {
        byte[] control = maps.map(".data.control").memory(0).toArray(JAVA_BYTE);
        Arrays.fill(control, 0, 4, (byte) 0); // which of the two tables is in force
        int key = (int) StructFormat.offset(Layout.CONTROL, "hash_key");
        Arrays.fill(control, key, key + 16, (byte) 0);
        return String.join(
                "\n",
                "control " + HexFormat.of().formatHex(control),
                "limits " + HexFormat.of().formatHex(limits(maps)),
                "host "
                        + HexFormat.of()
                                .formatHex(maps.map(".data.host").memory(0).toArray(JAVA_BYTE)),
                "attachments " + entries(maps.map("attachments"), Layout.ATTACHMENT),
                "tags " + maps.map("tags").keys((int) Layout.TAG_KEY.byteSize()).size(),
                "vlans " + entries(maps.map("vlans"), Layout.VLAN));
    }

    private static List<String> entries(BpfMap map, MemoryLayout layout) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(layout);
            return map.keys().stream()
                    .sorted()
                    .map(key -> {
                        map.read(key, value);
                        return key + " " + HexFormat.of().formatHex(value.toArray(JAVA_BYTE));
                    })
                    .toList();
        }
    }
}
