// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.bpf;

import dev.baro.dataplane.kernel.DataplaneException;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// Allocates memory of varying size: lines in slabs. A slab is a map of one value, created when no other slab
/// has room, and removed when it is empty. Freed memory is not reused until the next [#begin], because a packet
/// may still read it.
public final class Slabs {
    /// @param most      the maximum number of slabs
    /// @param slabLines the lines per slab
    public record Shape(int most, int slabLines, int lineBytes) {
        private long slabBytes() {
            return (long) slabLines * lineBytes;
        }

        private int lines(int bytes) {
            return (bytes + lineBytes - 1) / lineBytes;
        }
    }

    private final BpfMap first;
    private final InnerMaps maps;
    private final Shape shape;
    private final TreeMap<Integer, BitSet> taken = new TreeMap<>();
    private final Map<Integer, Integer> sizes = new HashMap<>();
    private final Map<Integer, Integer> resting = new HashMap<>();

    /// @param first the slab that needs no lookup
    /// @param maps  all other slabs
    public Slabs(BpfMap first, InnerMaps maps, Shape shape) {
        this.first = first;
        this.maps = maps;
        this.shape = shape;
        BitSet lines = new BitSet(shape.slabLines);
        lines.set(0); // line 0 means no memory
        taken.put(0, lines);
        maps.indexes().forEach(slab -> taken.put(slab, new BitSet(shape.slabLines)));
    }

    /// Whether a line is in an existing slab.
    public boolean has(int line) {
        return taken.containsKey(line / shape.slabLines);
    }

    /// Memory from a line to the end of its slab, shared with the program.
    public MemorySegment at(int line) {
        long offset = (long) (line % shape.slabLines) * shape.lineBytes;
        int slab = line / shape.slabLines;
        MemorySegment memory = slab == 0 ? first.memory() : maps.at(slab).memory();
        return memory.asSlice(offset, shape.slabBytes() - offset);
    }

    /// The map of the slab that contains a line; empty for the first slab.
    public Optional<BpfMap> mapOf(int line) {
        int slab = line / shape.slabLines;
        return slab == 0 ? Optional.empty() : Optional.of(maps.at(slab));
    }

    /// Marks memory as taken, because the program already reads it.
    public void adopt(int line, int bytes) {
        take(line, shape.lines(bytes));
    }

    /// Allocates zeroed memory that the program does not use yet. Call [#enter()] afterwards.
    ///
    /// @return the first line of the memory
    /// @throws DataplaneException if the kernel has no memory for another slab
    public int allocate(int bytes) {
        int wanted = shape.lines(bytes);
        for (Map.Entry<Integer, BitSet> slab : taken.entrySet()) {
            int first = room(slab.getValue(), wanted);
            if (first >= 0) {
                return taken(slab.getKey(), first, wanted);
            }
        }
        int slab = 1;
        while (taken.containsKey(slab)) {
            slab++;
        }
        if (slab == shape.most) {
            throw new DataplaneException(DataplaneException.Kind.FULL, "the map " + first.name() + " is full");
        }
        maps.make(slab);
        taken.put(slab, new BitSet(shape.slabLines));
        return taken(slab, 0, wanted);
    }

    /// Makes the new slabs visible to the program. Blocks like [InnerMaps#enter()].
    public void enter() {
        maps.enter();
    }

    /// Begins a change: memory that was freed earlier becomes available, and empty slabs are removed.
    public void begin() {
        resting.forEach((line, lines) -> {
            int first = line % shape.slabLines;
            slab(line).clear(first, first + lines);
            sizes.remove(line);
        });
        resting.clear();
        taken.entrySet().removeIf(slab -> {
            boolean empty = slab.getKey() != 0 && slab.getValue().isEmpty();
            if (empty) {
                maps.remove(slab.getKey());
            }
            return empty;
        });
    }

    /// Frees all memory that is not in use.
    ///
    /// @param inUse the first lines of the memory in use
    public void retain(Collection<Integer> inUse) {
        resting.putAll(sizes);
        inUse.forEach(resting::remove);
    }

    private int taken(int slab, int first, int lines) {
        int line = slab * shape.slabLines + first;
        take(line, lines);
        at(line).asSlice(0, (long) lines * shape.lineBytes).fill((byte) 0);
        return line;
    }

    private void take(int line, int lines) {
        int first = line % shape.slabLines;
        slab(line).set(first, first + lines);
        sizes.put(line, lines);
    }

    private BitSet slab(int line) {
        return Objects.requireNonNull(taken.get(line / shape.slabLines));
    }

    /// @return the first of the requested consecutive free lines; -1 if there are none
    private int room(BitSet taken, int wanted) {
        int from = taken.nextClearBit(0);
        while (from + wanted <= shape.slabLines) {
            int next = taken.nextSetBit(from);
            if (next < 0 || next - from >= wanted) {
                return from;
            }
            from = taken.nextClearBit(next);
        }
        return -1;
    }
}
