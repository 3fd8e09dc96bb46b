// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.ErrnoException;
import dev.baro.dataplane.kernel.Fd;
import dev.baro.dataplane.kernel.LibC;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The maps in a map of maps, created on demand. Each is pinned next to the outer map as NAME_INDEX, because a
/// process without CAP_SYS_ADMIN can get a descriptor of a map only through a pin.
public final class InnerMaps implements AutoCloseable {
    /// The kernel's requirements for each inner map (kernel/bpf/map_in_map.c, bpf_map_meta_equal()).
    ///
    /// @param type  enum bpf_map_type
    /// @param flags BPF_F_MMAPABLE and others
    record Shape(int type, int keyBytes, int valueBytes, int entries, int flags) {}

    private record Inner(Fd fd, BpfMap map) {}

    /// `struct bpf_map_create_opts` up to `map_ifindex`.
    private static final int OPTIONS_BYTES = 48;

    private static final int FLAGS_AT = 28;

    private final BpfMap outer;
    private final Shape shape;
    private final TreeMap<Integer, Inner> inner = new TreeMap<>();
    private final Set<Integer> outside = new TreeSet<>();
    private Path directory;

    /// Opens the pinned maps. Adds to the outer map any map that its creator had not yet added when it died.
    InnerMaps(BpfMap outer, Shape shape, Path directory) {
        this.outer = outer;
        this.shape = shape;
        this.directory = directory;
        String prefix = outer.name() + "_";
        for (Path pin : BpfFs.list(directory, prefix + "*")) {
            int index = Integer.parseInt(pin.getFileName().toString().substring(prefix.length()));
            add(index, BpfFs.get(pin));
            if (!isInside(index)) {
                outside.add(index);
            }
        }
        enter();
    }

    /// The indexes of the existing maps.
    public Set<Integer> indexes() {
        return Collections.unmodifiableSet(inner.keySet());
    }

    public boolean has(int index) {
        return inner.containsKey(index);
    }

    /// @throws IllegalArgumentException if no map exists at this index
    public BpfMap at(int index) {
        return found(index).map();
    }

    private Inner found(int index) {
        Inner found = inner.get(index);
        if (found == null) {
            throw new IllegalArgumentException("no map " + outer.name() + "[" + index + "]");
        }
        return found;
    }

    /// Creates a map with zero values. The program finds the map after [#enter()].
    ///
    /// @throws DataplaneException if the kernel has no memory for it; nothing has changed in that case
    public void make(int index) {
        Fd fd = create(outer, shape);
        try {
            BpfFs.pin(fd.number(), pin(index));
        } catch (RuntimeException | Error e) {
            fd.close();
            throw e;
        }
        add(index, fd);
        outside.add(index);
    }

    /// Puts a copy of a map into an outer map, which is then the only holder of the copy.
    static void putCopy(BpfMap outer, Shape shape, int index, BpfMap of) {
        String name = outer.name() + "[" + index + "]";
        try (Fd fd = create(outer, shape);
                BpfMap made = new BpfMap(name, fd.number(), shape.valueBytes(), shape.entries())) {
            made.memory().copyFrom(of.memory());
            outer.write(Map.of(index, fd.number()));
        }
    }

    /// Puts new maps into the outer map. Blocks for about 10 ms, until no CPU runs a program that saw the
    /// outer map without them.
    public void enter() {
        if (!outside.isEmpty()) {
            Map<Integer, Integer> numbers = new HashMap<>();
            outside.forEach(index -> numbers.put(index, found(index).fd().number()));
            outer.write(numbers);
            outside.clear();
        }
    }

    /// Removes a map that the program no longer uses. Blocks like [#enter()].
    public void remove(int index) {
        if (!outside.remove(index)) {
            outer.delete(index);
        }
        BpfFs.unpin(pin(index));
        close(found(index));
        inner.remove(index);
    }

    /// Records the new directory of the pins, after it was renamed.
    public void pinnedIn(Path directory) {
        this.directory = directory;
    }

    /// Restores missing pins.
    ///
    /// @return names of the missing pins
    public List<String> restorePins() {
        List<String> gone = new ArrayList<>();
        for (Map.Entry<Integer, Inner> each : inner.entrySet()) {
            Path pin = pin(each.getKey());
            if (!Files.exists(pin)) {
                gone.add(pin.getFileName().toString());
                BpfFs.pin(each.getValue().fd().number(), pin);
            }
        }
        return gone;
    }

    /// Releases the maps; the kernel keeps the pinned ones.
    @Override
    public void close() {
        inner.values().forEach(InnerMaps::close);
        inner.clear();
    }

    private static void close(Inner one) {
        one.map().close();
        one.fd().close();
    }

    private void add(int index, Fd fd) {
        String name = outer.name() + "[" + index + "]";
        inner.put(index, new Inner(fd, new BpfMap(name, fd.number(), shape.valueBytes(), shape.entries())));
    }

    /// Whether the outer map contains this map.
    private boolean isInside(int index) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment id = arena.allocate(JAVA_INT);
            return outer.tryRead(index, id)
                    && id.get(JAVA_INT, 0) == ObjectInfo.id(found(index).fd());
        }
    }

    private Path pin(int index) {
        return directory.resolve(outer.name() + "_" + index);
    }

    private static Fd create(BpfMap outer, Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment options = arena.allocate(OPTIONS_BYTES, 8);
            options.set(JAVA_LONG, 0, OPTIONS_BYTES);
            options.set(JAVA_INT, FLAGS_AT, shape.flags());
            int made = (int) LibBpf.MAP_CREATE.invokeExact(
                    shape.type(),
                    arena.allocateFrom(outer.name()),
                    shape.keyBytes(),
                    shape.valueBytes(),
                    shape.entries(),
                    options);
            String what = "a map for " + outer.name();
            return new Fd(what, ErrnoException.check("make " + what, made));
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }
}
