// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.instructions;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.baro.dataplane.bpf.LibBpf;
import dev.baro.dataplane.bpf.ObjectInfo;
import dev.baro.dataplane.kernel.ErrnoException;
import dev.baro.dataplane.kernel.Fd;
import dev.baro.dataplane.kernel.LibC;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.TreeMap;

/// What a program sees: the frame, its stack, and map values at their real addresses. Every access is
/// within one of them.
final class BpfMemory implements AutoCloseable {
    /// Where `struct xdp_md` is: no address of this process.
    static final long CONTEXT = 0x1000;

    private static final int STACK_BYTES = 512;

    @SuppressWarnings("restricted")
    private static final MethodHandle MAP_BY_ID = Linker.nativeLinker()
            .downcallHandle(
                    SymbolLookup.libraryLookup("libbpf.so.1", Arena.global()).findOrThrow("bpf_map_get_fd_by_id"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment frame;
    private final TreeMap<Long, MemorySegment> regions = new TreeMap<>();
    private final java.util.Map<Integer, Map> maps = new HashMap<>();

    BpfMemory(byte[] frame) {
        this.frame = region(arena.allocate(frame.length, 8).copyFrom(MemorySegment.ofArray(frame)));
    }

    @Override
    public void close() {
        maps.values().forEach(Map::close);
        arena.close();
    }

    byte[] frame() {
        return frame.toArray(JAVA_BYTE);
    }

    /// @return the upper end of a fresh one
    long stack() {
        return region(arena.allocate(STACK_BYTES, 8)).address() + STACK_BYTES;
    }

    Map map(int fd) {
        return maps.computeIfAbsent(fd, Map::new);
    }

    long load(long address, int bytes) {
        if (address >= CONTEXT && address < CONTEXT + 24) {
            return context((int) (address - CONTEXT));
        }
        MemorySegment at = at(address, bytes);
        return switch (bytes) {
            case 1 -> Byte.toUnsignedLong(at.get(JAVA_BYTE, 0));
            case 2 -> Short.toUnsignedLong(at.get(JAVA_SHORT_UNALIGNED, 0));
            case 4 -> Integer.toUnsignedLong(at.get(JAVA_INT_UNALIGNED, 0));
            default -> at.get(JAVA_LONG_UNALIGNED, 0);
        };
    }

    void store(long address, int bytes, long value) {
        MemorySegment at = at(address, bytes);
        switch (bytes) {
            case 1 -> at.set(JAVA_BYTE, 0, (byte) value);
            case 2 -> at.set(JAVA_SHORT_UNALIGNED, 0, (short) value);
            case 4 -> at.set(JAVA_INT_UNALIGNED, 0, (int) value);
            default -> at.set(JAVA_LONG_UNALIGNED, 0, value);
        }
    }

    /// bpf_xdp_load_bytes().
    ///
    /// @return 0, or a negative errno when the frame is shorter
    long copyFromFrame(int from, long to, int bytes) {
        if (from < 0 || from + bytes > frame.byteSize()) {
            return -22;
        }
        at(to, bytes).copyFrom(frame.asSlice(from, bytes));
        return 0;
    }

    /// `struct xdp_md`, whose pointers are read as 32 bits: data, data_end, data_meta, ingress_ifindex, rx_queue_index.
    private long context(int offset) {
        return switch (offset) {
            case 0, 8 -> frame.address();
            case 4 -> frame.address() + frame.byteSize();
            case 12 -> 1;
            default -> 0;
        };
    }

    private MemorySegment at(long address, int bytes) {
        Entry<Long, MemorySegment> region = regions.floorEntry(address);
        if (region == null
                || address + bytes > region.getKey() + region.getValue().byteSize()) {
            throw new IllegalStateException("no memory at " + Long.toHexString(address));
        }
        return region.getValue().asSlice(address - region.getKey(), bytes);
    }

    private MemorySegment region(MemorySegment segment) {
        regions.put(segment.address(), segment);
        return segment;
    }

    /// One map, found by its file descriptor.
    final class Map {
        /// enum bpf_func_id.
        static final int LOOKUP = 1;

        private static final int ARRAY = 2;
        private static final int PERCPU_ARRAY = 6;
        private static final int ARRAY_OF_MAPS = 12;
        private static final int MMAPABLE = 1 << 10;
        private static final int READ_ONLY = 1 << 7;
        /// kernel/bpf/arraymap.c, array_map_gen_lookup(), percpu_array_map_gen_lookup() and array_of_map_gen_lookup(),
        /// with the mask against speculation.
        private static final int INLINED_ARRAY = 7;

        private static final int INLINED_PERCPU_ARRAY = 9;
        private static final int INLINED_ARRAY_OF_MAPS = 9;

        private final int fd;
        private final ByteBuffer info;
        private final java.util.Map<Integer, MemorySegment> copies = new HashMap<>();
        private final java.util.Map<Integer, Optional<Fd>> inner = new HashMap<>();
        private MemorySegment mapped = MemorySegment.NULL;

        Map(int fd) {
            this.fd = fd;
            this.info = ObjectInfo.beginning("map", fd);
            if (type() == ARRAY && (flags() & MMAPABLE) != 0 && (flags() & READ_ONLY) == 0) {
                long bytes = (long) stride() * entries();
                mapped = region(LibC.mmap("map", fd, bytes));
            }
        }

        private void close() {
            inner.values().forEach(opened -> opened.ifPresent(Fd::close));
            if (!mapped.equals(MemorySegment.NULL)) {
                LibC.munmap(mapped);
            }
        }

        boolean isArray() {
            return type() == ARRAY || type() == PERCPU_ARRAY || type() == ARRAY_OF_MAPS;
        }

        int inlinedLookup() {
            return switch (type()) {
                case ARRAY -> INLINED_ARRAY;
                case PERCPU_ARRAY -> INLINED_PERCPU_ARRAY;
                default -> INLINED_ARRAY_OF_MAPS;
            };
        }

        /// bpf_map_lookup_elem(): nothing is in a map that is no array. Of a map of maps: the descriptor of one.
        long find(BpfMemory memory, long key) {
            int index = (int) memory.load(key, 4);
            if (type() == ARRAY_OF_MAPS) {
                return inner.computeIfAbsent(index, this::open).map(Fd::number).orElse(0);
            }
            return isArray() && Integer.compareUnsigned(index, entries()) < 0 ? value(index) : 0;
        }

        long value(int index) {
            return mapped.equals(MemorySegment.NULL)
                    ? copies.computeIfAbsent(index, this::copy).address()
                    : mapped.address() + (long) stride() * index;
        }

        /// Of the first CPU where there are several; what the program writes there is forgotten.
        private MemorySegment copy(int index) {
            int cpus = type() == PERCPU_ARRAY ? LibBpf.possibleCpus() : 1;
            MemorySegment value = arena.allocate((long) stride() * cpus, 8);
            try {
                MemorySegment key = arena.allocateFrom(JAVA_INT, index);
                ErrnoException.check("read map", (int) LibBpf.LOOKUP.invokeExact(fd, key, value));
            } catch (Throwable e) {
                throw LibC.rethrow(e);
            }
            return region(value);
        }

        private Optional<Fd> open(int index) {
            try (Arena call = Arena.ofConfined()) {
                MemorySegment id = call.allocate(JAVA_INT);
                if ((int) LibBpf.LOOKUP.invokeExact(fd, call.allocateFrom(JAVA_INT, index), id) != 0) {
                    return Optional.empty();
                }
                int opened = (int) MAP_BY_ID.invokeExact(id.get(JAVA_INT, 0));
                return Optional.of(new Fd("inner map", ErrnoException.check("open map by id", opened)));
            } catch (Throwable e) {
                throw LibC.rethrow(e);
            }
        }

        private int type() {
            return info.getInt(0);
        }

        private int stride() {
            return info.getInt(12) + 7 & ~7;
        }

        private int entries() {
            return info.getInt(16);
        }

        private int flags() {
            return info.getInt(20);
        }
    }
}
