// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.baro.dataplane.kernel.ErrnoException;
import dev.baro.dataplane.kernel.LibC;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// A map of a loaded object. Keys are 32-bit indexes, as in arrays, unless a method states otherwise.
public final class BpfMap implements AutoCloseable {
    private static final int STOCK_TRIES = 100;
    private static final long STOCK_PAUSE_NS = Duration.ofMillis(2).toNanos();

    private final String name;
    private final int fd;
    private final int valueBytes;
    private final int entries;
    private MemorySegment mapped = MemorySegment.NULL;

    /// @param fd a descriptor that belongs to the object, which closes it
    public BpfMap(String name, int fd, int valueBytes, int entries) {
        this.name = name;
        this.fd = fd;
        this.valueBytes = valueBytes;
        this.entries = entries;
    }

    public String name() {
        return name;
    }

    /// The number of values in the map.
    public int entries() {
        return entries;
    }

    /// The size of one value, as declared.
    public int valueBytes() {
        return valueBytes;
    }

    /// The distance between two values in [#memory()]: the kernel rounds array elements up to eight bytes.
    public int stride() {
        return (valueBytes + 7) & ~7;
    }

    int fd() {
        return fd;
    }

    /// Pins the map at a path.
    public void pin(Path path) {
        BpfFs.pin(fd, path);
    }

    /// The values, shared with the kernel; only for maps with BPF_F_MMAPABLE. Valid until [#close()].
    public MemorySegment memory() {
        if (mapped.equals(MemorySegment.NULL)) {
            mapped = LibC.mmap("map " + name, fd, (long) stride() * entries);
        }
        return mapped;
    }

    /// Returns the part of [#memory()] that contains one value.
    public MemorySegment memory(int index) {
        return memory().asSlice((long) index * stride(), valueBytes);
    }

    /// Copies one value out. A value of a per-CPU map has [#stride()] bytes for each possible CPU, in order.
    ///
    /// @param into a segment that is large enough
    public void read(int index, MemorySegment into) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocateFrom(JAVA_INT, index);
            ErrnoException.check("read " + name + "[" + index + "]", (int) LibBpf.LOOKUP.invokeExact(fd, key, into));
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    /// Copies one value out if it exists. A map of maps need not have a map at every index.
    ///
    /// @param into a segment that is large enough
    boolean tryRead(int index, MemorySegment into) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) LibBpf.LOOKUP.invokeExact(fd, arena.allocateFrom(JAVA_INT, index), into) == 0;
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    /// Replaces one value. A value of a per-CPU map has [#stride()] bytes for each possible CPU.
    public void write(int index, MemorySegment value) {
        try (Arena arena = Arena.ofConfined()) {
            write("[" + index + "]", arena.allocateFrom(JAVA_INT, index), value);
        }
    }

    /// Replaces 32-bit values in one call: for a map of maps, the kernel then waits for running programs only
    /// once, instead of for each value (kernel/bpf/syscall.c, generic_map_update_batch(), from Linux 6.8 on).
    ///
    /// @param values the values by index
    void write(Map<Integer, Integer> values) {
        int[] indexes = values.keySet().stream().mapToInt(index -> index).toArray();
        int[] written = values.values().stream().mapToInt(value -> value).toArray();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocateFrom(JAVA_INT, indexes.length);
            ErrnoException.check("write " + name + Arrays.toString(indexes), (int) LibBpf.UPDATE_BATCH.invokeExact(
                    fd,
                    arena.allocateFrom(JAVA_INT, indexes),
                    arena.allocateFrom(JAVA_INT, written),
                    count,
                    MemorySegment.NULL));
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    /// Adds or replaces one value of a hash map.
    ///
    /// @param key the native memory, padding zeroed
    public void put(MemorySegment key, MemorySegment value) {
        write("", key, value);
    }

    /// Copies one value out of a hash map, if it exists.
    ///
    /// @param key  the native memory, padding zeroed
    /// @param into [#stride()] bytes; for a per-CPU map, this many for each possible CPU
    public void get(MemorySegment key, MemorySegment into) {
        try {
            int result = (int) LibBpf.LOOKUP.invokeExact(fd, key, into);
            if (result != -ErrnoException.ENOENT) {
                ErrnoException.check("read " + name, result);
            }
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    /// The keys of a hash map whose keys are 32-bit numbers.
    public List<Integer> keys() {
        return keys(Integer.BYTES).stream()
                .map(key -> ByteBuffer.wrap(key).order(ByteOrder.nativeOrder()).getInt())
                .toList();
    }

    /// The keys of a hash map with the given key size.
    public List<byte[]> keys(int keyBytes) {
        List<byte[]> keys = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocate(keyBytes, 8);
            MemorySegment before = MemorySegment.NULL;
            while ((int) LibBpf.NEXT_KEY.invokeExact(fd, before, key) == 0) {
                keys.add(key.toArray(JAVA_BYTE));
                before = key;
            }
            return keys;
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    /// Removes all other keys from a hash map with the given key size.
    public void retain(int keyBytes, Set<ByteBuffer> wanted) {
        try (Arena arena = Arena.ofConfined()) {
            keys(keyBytes).stream()
                    .filter(key -> !wanted.contains(ByteBuffer.wrap(key)))
                    .forEach(key -> delete(arena.allocateFrom(JAVA_BYTE, key)));
        }
    }

    /// Removes one value from a hash map.
    ///
    /// @param key the native memory, padding zeroed
    public void delete(MemorySegment key) {
        try {
            ErrnoException.check("delete " + name, (int) LibBpf.DELETE.invokeExact(fd, key));
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    /// Removes one value from a hash map with 32-bit keys, or one map from a map of maps.
    public void delete(int key) {
        try (Arena arena = Arena.ofConfined()) {
            ErrnoException.check("delete " + name + "[" + key + "]", (int)
                    LibBpf.DELETE.invokeExact(fd, arena.allocateFrom(JAVA_INT, key)));
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    /// A map that allocates its elements takes them from a small stock, which the kernel refills in the
    /// background (kernel/bpf/memalloc.c). Adding many elements in a row exhausts the stock.
    private void write(String place, MemorySegment key, MemorySegment value) {
        try {
            int result = (int) LibBpf.UPDATE.invokeExact(fd, key, value, 0L);
            for (int i = 0; i < STOCK_TRIES && result == -ErrnoException.ENOMEM; i++) {
                LockSupport.parkNanos(STOCK_PAUSE_NS);
                result = (int) LibBpf.UPDATE.invokeExact(fd, key, value, 0L);
            }
            ErrnoException.check("write " + name + place, result);
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    @Override
    public void close() {
        if (!mapped.equals(MemorySegment.NULL)) {
            LibC.munmap(mapped);
            mapped = MemorySegment.NULL;
        }
    }
}
