// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.trace;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.bpf.BpfObject;
import dev.baro.dataplane.bpf.RingBuffer;
import dev.baro.dataplane.kernel.StructFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;

/// Reads the records of the tracing program (`trace/trace.bpf.c`): packets on arrival and on departure, with
/// the chosen real server. It does not attach or detach the program.
///
/// Not thread-safe. Reading blocks a platform thread.
public final class PacketTrace implements AutoCloseable {
    private static final long LEFT = StructFormat.offset(TraceLayout.BOUNDS, "left");
    private static final long LOST = StructFormat.offset(TraceLayout.BOUNDS, "lost");

    private final MemorySegment bounds;
    private final RingBuffer ring;

    /// Starts recording packets.
    ///
    /// @param traces  the program's ring buffer
    /// @param bounds  the program's section `bounds`
    /// @param packets the maximum number of packets
    public PacketTrace(BpfMap traces, BpfMap bounds, int packets) {
        this.bounds = bounds.memory(0);
        this.ring = new RingBuffer(traces);
        this.bounds.set(JAVA_LONG, LEFT, packets);
    }

    /// Sets the filter before the program is loaded.
    public static void want(BpfObject object, TraceFilter wanted) {
        try (Arena arena = Arena.ofConfined()) {
            object.initialize(".rodata.filter", TraceLayout.filter(arena, wanted));
        }
    }

    /// Reads records. Blocks until packets are available, or until the wait ends.
    public List<TracedPacket> poll(Duration most) {
        return ring.poll(most).stream().map(TraceLayout::read).toList();
    }

    /// The number of matching packets that were lost because the ring buffer was full.
    public long lost() {
        return bounds.get(JAVA_LONG, LOST);
    }

    /// Whether the requested number of packets has been seen.
    public boolean complete() {
        return bounds.get(JAVA_LONG, LEFT) <= 0;
    }

    @Override
    public void close() {
        ring.close();
    }
}
