// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.trace;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.baro.dataplane.kernel.StructFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.Arrays;

/// The structs of `trace/maps.h`.
final class TraceLayout {
    static final StructLayout FILTER = MemoryLayout.structLayout(
                    StructFormat.ADDRESS.withName("client"),
                    StructFormat.ADDRESS.withName("vip"),
                    StructFormat.NETWORK_SHORT.withName("client_port"),
                    StructFormat.NETWORK_SHORT.withName("vip_port"),
                    JAVA_INT.withName("reserved"))
            .withName("filter");

    static final StructLayout BOUNDS = MemoryLayout.structLayout(JAVA_LONG.withName("left"), JAVA_LONG.withName("lost"))
            .withName("bounds");

    static final StructLayout TRACED = MemoryLayout.structLayout(
                    JAVA_LONG.withName("ns"),
                    JAVA_INT.withName("ifindex"),
                    JAVA_INT.withName("action"),
                    JAVA_INT.withName("outcome"),
                    JAVA_INT.withName("service"),
                    JAVA_INT.withName("number"),
                    JAVA_INT.withName("bytes_before"),
                    JAVA_INT.withName("bytes_after"),
                    JAVA_INT.withName("reserved"),
                    MemoryLayout.sequenceLayout(TracedPacket.SNAPSHOT, JAVA_BYTE)
                            .withName("before"),
                    MemoryLayout.sequenceLayout(TracedPacket.SNAPSHOT, JAVA_BYTE)
                            .withName("after"))
            .withName("traced");

    private static final long CLIENT = StructFormat.offset(FILTER, "client");
    private static final long VIP = StructFormat.offset(FILTER, "vip");
    private static final long CLIENT_PORT = StructFormat.offset(FILTER, "client_port");
    private static final long VIP_PORT = StructFormat.offset(FILTER, "vip_port");
    private static final long NS = StructFormat.offset(TRACED, "ns");
    private static final long IFINDEX = StructFormat.offset(TRACED, "ifindex");
    private static final long ACTION = StructFormat.offset(TRACED, "action");
    private static final long OUTCOME = StructFormat.offset(TRACED, "outcome");
    private static final long SERVICE = StructFormat.offset(TRACED, "service");
    private static final long NUMBER = StructFormat.offset(TRACED, "number");
    private static final long BYTES_BEFORE = StructFormat.offset(TRACED, "bytes_before");
    private static final long BYTES_AFTER = StructFormat.offset(TRACED, "bytes_after");
    private static final int BEFORE = (int) StructFormat.offset(TRACED, "before");
    private static final int AFTER = (int) StructFormat.offset(TRACED, "after");

    private TraceLayout() {}

    static MemorySegment filter(Arena arena, TraceFilter wanted) {
        MemorySegment filter = arena.allocate(FILTER);
        MemorySegment.copy(StructFormat.mapped(wanted.client()), 0, filter, JAVA_BYTE, CLIENT, 16);
        MemorySegment.copy(StructFormat.mapped(wanted.vip()), 0, filter, JAVA_BYTE, VIP, 16);
        filter.set(StructFormat.NETWORK_SHORT, CLIENT_PORT, (short) wanted.clientPort());
        filter.set(StructFormat.NETWORK_SHORT, VIP_PORT, (short) wanted.vipPort());
        return filter;
    }

    /// @param record a record from the ring
    static TracedPacket read(byte[] record) {
        MemorySegment traced = Arena.ofAuto().allocate(TRACED).copyFrom(MemorySegment.ofArray(record));
        int bytesBefore = traced.get(JAVA_INT, BYTES_BEFORE);
        int bytesAfter = traced.get(JAVA_INT, BYTES_AFTER);
        return new TracedPacket(
                traced.get(JAVA_LONG, NS),
                traced.get(JAVA_INT, IFINDEX),
                traced.get(JAVA_INT, ACTION),
                traced.get(JAVA_INT, OUTCOME),
                traced.get(JAVA_INT, SERVICE),
                traced.get(JAVA_INT, NUMBER),
                bytesBefore,
                bytesAfter,
                snapshot(record, BEFORE, bytesBefore),
                snapshot(record, AFTER, bytesAfter));
    }

    private static byte[] snapshot(byte[] record, int from, int bytes) {
        return Arrays.copyOfRange(record, from, from + Math.min(bytes, TracedPacket.SNAPSHOT));
    }
}
