// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.bpf.InnerMaps;
import dev.baro.dataplane.kernel.DataplaneException;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// Memory for rings, which differ in size and number: lines of 64 bytes out of slabs of 2 MiB, made when no other has
/// room and removed when nothing is left in them. What is given back rests until the next [#begin], because a packet
/// may be reading it.
final class Slabs {
    private static final long SLAB_BYTES = (long) Layout.SLAB_LINES * Layout.LINE_BYTES;

    private final BpfMap first;
    private final InnerMaps maps;
    private final TreeMap<Integer, BitSet> taken = new TreeMap<>();
    private final Map<Integer, Integer> sizes = new HashMap<>();
    private final Map<Integer, Integer> resting = new HashMap<>();

    /// @param first that needs no lookup
    /// @param maps  all others
    Slabs(BpfMap first, InnerMaps maps) {
        this.first = first;
        this.maps = maps;
        BitSet lines = new BitSet(Layout.SLAB_LINES);
        lines.set(0); // stands for nothing
        taken.put(0, lines);
        maps.indexes().forEach(slab -> taken.put(slab, new BitSet(Layout.SLAB_LINES)));
    }

    /// Whether a line lies in a slab that is there.
    boolean has(int line) {
        return taken.containsKey(line / Layout.SLAB_LINES);
    }

    /// Memory from a line on to the end of its slab, shared with the program.
    MemorySegment at(int line) {
        long offset = (long) (line % Layout.SLAB_LINES) * Layout.LINE_BYTES;
        int slab = line / Layout.SLAB_LINES;
        MemorySegment memory = slab == 0 ? first.memory() : maps.at(slab).memory();
        return memory.asSlice(offset, SLAB_BYTES - offset);
    }

    /// Notes what the program reads already.
    void adopt(int line, int bytes) {
        take(line, lines(bytes));
    }

    /// Gives memory, zeroed, that no packet reads. To be followed by [#enter()].
    ///
    /// @return its first line
    /// @throws DataplaneException when the kernel has none
    int allocate(int bytes) {
        int wanted = lines(bytes);
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
        if (slab == Layout.SLABS) {
            throw new DataplaneException(DataplaneException.Kind.FULL, "no room for the rings of virtual services");
        }
        maps.make(slab);
        taken.put(slab, new BitSet(Layout.SLAB_LINES));
        return taken(slab, 0, wanted);
    }

    /// Lets packets read the slabs that were made. Blocks as [InnerMaps#enter()] does.
    void enter() {
        maps.enter();
    }

    /// Begins a change: what rested can be had again, and slabs without anything in them go.
    void begin() {
        resting.forEach((line, lines) -> {
            int first = line % Layout.SLAB_LINES;
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

    /// Gives back everything but what is in use.
    ///
    /// @param inUse first lines
    void retain(Collection<Integer> inUse) {
        resting.putAll(sizes);
        inUse.forEach(resting::remove);
    }

    private int taken(int slab, int first, int lines) {
        int line = slab * Layout.SLAB_LINES + first;
        take(line, lines);
        at(line).asSlice(0, (long) lines * Layout.LINE_BYTES).fill((byte) 0);
        return line;
    }

    private void take(int line, int lines) {
        int first = line % Layout.SLAB_LINES;
        slab(line).set(first, first + lines);
        sizes.put(line, lines);
    }

    private BitSet slab(int line) {
        return Objects.requireNonNull(taken.get(line / Layout.SLAB_LINES));
    }

    /// @return the first of so many free lines in a row; -1 when there are none
    private static int room(BitSet taken, int wanted) {
        int from = taken.nextClearBit(0);
        while (from + wanted <= Layout.SLAB_LINES) {
            int next = taken.nextSetBit(from);
            if (next < 0 || next - from >= wanted) {
                return from;
            }
            from = taken.nextClearBit(next);
        }
        return -1;
    }

    private static int lines(int bytes) {
        return (bytes + Layout.LINE_BYTES - 1) / Layout.LINE_BYTES;
    }
}
