// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.bpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.baro.dataplane.kernel.ErrnoException;
import dev.baro.dataplane.kernel.LibC;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The reader of a map of type BPF_MAP_TYPE_RINGBUF. Not thread-safe.
public final class RingBuffer implements AutoCloseable {
    /// The limit of one read: a writer that is faster than this reader must not fill the memory.
    private static final int MOST_RECORDS = 16_384;

    private final Arena arena = Arena.ofShared(); // another thread may have created the reader
    /// Ends a read after this record (libbpf src/ringbuf.c, ringbuf_process_ring).
    private static final int ENOUGH = -1;

    private final List<byte[]> records = new ArrayList<>();
    private final MemorySegment ring;

    /// @param map the map, which its owner closes
    @SuppressWarnings("restricted")
    public RingBuffer(BpfMap map) {
        MemorySegment state = arena.allocate(LibC.callState());
        try {
            MethodHandle target = MethodHandles.lookup()
                    .bind(
                            this,
                            "take",
                            MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class, long.class));
            MemorySegment callback = Linker.nativeLinker()
                    .upcallStub(target, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG), arena);
            ring = (MemorySegment)
                    LibBpf.RING_NEW.invokeExact(state, map.fd(), callback, MemorySegment.NULL, MemorySegment.NULL);
            if (ring.address() == 0) {
                throw new ErrnoException("read ring " + map.name(), LibC.errno(state));
            }
        } catch (Throwable e) {
            arena.close();
            throw LibC.rethrow(e);
        }
    }

    /// Blocks the platform thread until a record is available, or until the wait ends.
    ///
    /// @param most the maximum wait, rounded to milliseconds
    /// @return copies of the available records, in order; of very many, the first
    public List<byte[]> poll(Duration most) {
        records.clear();
        try {
            int result = (int) LibBpf.RING_POLL.invokeExact(ring, (int) most.toMillis());
            if (result < 0 && result != -ErrnoException.EINTR && records.size() < MOST_RECORDS) {
                ErrnoException.check("poll ring", result);
            }
            return List.copyOf(records);
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    /// Reads without blocking, including records that were written without waking a reader.
    ///
    /// @return copies of the available records, in order; of very many, the first
    public List<byte[]> consume() {
        records.clear();
        try {
            int result = (int) LibBpf.RING_CONSUME.invokeExact(ring);
            if (records.size() < MOST_RECORDS) {
                ErrnoException.check("consume ring", result);
            }
            return List.copyOf(records);
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    @Override
    public void close() {
        try {
            LibBpf.RING_FREE.invokeExact(ring);
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
        arena.close();
    }

    /// Called by libbpf. Exceptions must not reach C.
    @SuppressWarnings({"unused", "restricted"})
    private int take(MemorySegment context, MemorySegment record, long bytes) {
        try {
            records.add(record.reinterpret(bytes).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
            return records.size() < MOST_RECORDS ? 0 : ENOUGH;
        } catch (RuntimeException | Error e) {
            return -1;
        }
    }
}
