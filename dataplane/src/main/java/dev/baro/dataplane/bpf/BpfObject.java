// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.ErrnoException;
import dev.baro.dataplane.kernel.LibC;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A compiled BPF object: opened, adjusted, loaded. Closing it releases its programs and maps; attached
/// programs and pinned maps remain.
public final class BpfObject implements AutoCloseable {
    private final String name;
    private final Arena arena = Arena.ofShared(); // closed when the process ends, at the latest
    private final MemorySegment object;
    private final Map<String, BpfMap> maps = new HashMap<>();
    private final Map<String, InnerMaps.Shape> shapes = new HashMap<>(); // libbpf discards these on loading
    private final List<InnerMaps> inner = new ArrayList<>();

    private BpfObject(String name, MemorySegment image) {
        this.name = name;
        this.object = open(name, arena, image);
    }

    /// Opens an object of this project, such as `baro`, without loading anything into the kernel.
    ///
    /// @throws DataplaneException if libbpf is missing or cannot read the object
    public static BpfObject open(String name) {
        String resource = name + ".bpf.o";
        try (InputStream in = BpfObject.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + resource);
            }
            return of(name, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Opens an object from the bytes of its ELF file.
    public static BpfObject of(String name, byte[] elf) {
        LibBpfLog.capture();
        return new BpfObject(name, MemorySegment.ofArray(elf));
    }

    private static MemorySegment open(String name, Arena arena, MemorySegment image) {
        MemorySegment copy = arena.allocateFrom(JAVA_BYTE, image, JAVA_BYTE, 0, image.byteSize());
        MemorySegment state = arena.allocate(LibC.callState());
        try {
            MemorySegment opened = (MemorySegment)
                    LibBpf.OBJECT_OPEN_MEM.invokeExact(state, copy, image.byteSize(), MemorySegment.NULL);
            if (opened.address() == 0) {
                throw new ErrnoException("open bpf object " + name, LibC.errno(state));
            }
            return opened;
        } catch (Throwable e) {
            arena.close();
            throw LibC.rethrow(e);
        }
    }

    /// Pins a map at a path, or uses the map that is already there. Call this before loading.
    public void pin(String map, Path path) {
        call("pin map " + map, LibBpf.MAP_SET_PIN_PATH, findMap(map), arena.allocateFrom(path.toString()));
    }

    /// Makes this object use a map of another object. Call this before loading.
    public void share(String map, BpfMap of) {
        try {
            ErrnoException.check("share map " + map, (int) LibBpf.MAP_REUSE_FD.invokeExact(findMap(map), of.fd()));
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    /// Sets the number of values that a map holds. Call this before loading.
    public void resize(String map, int entries) {
        try {
            ErrnoException.check(
                    "resize map " + map, (int) LibBpf.MAP_SET_MAX_ENTRIES.invokeExact(findMap(map), entries));
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    /// Sets the entire contents of a data section, such as `.rodata`. Call this before loading.
    public void initialize(String section, MemorySegment value) {
        try {
            ErrnoException.check("set " + section, (int)
                    LibBpf.MAP_SET_INITIAL.invokeExact(findMap(section), value, value.byteSize()));
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    /// Declares a map of maps, which [#innerMaps] returns afterwards. Call this before loading.
    public void hasInnerMaps(String map) {
        MemorySegment of = findMap(map);
        try {
            MemorySegment inside = (MemorySegment) LibBpf.MAP_INNER.invokeExact(of);
            shapes.put(
                    map,
                    new InnerMaps.Shape(
                            integer(LibBpf.MAP_TYPE, inside),
                            integer(LibBpf.MAP_KEY_SIZE, inside),
                            integer(LibBpf.MAP_VALUE_SIZE, inside),
                            integer(LibBpf.MAP_MAX_ENTRIES, inside),
                            integer(LibBpf.MAP_FLAGS, inside)));
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    /// The maps in a map of maps, closed with this object. Call this after loading.
    ///
    /// @param directory the directory of the maps' pins
    public InnerMaps innerMaps(String map, Path directory) {
        InnerMaps found = new InnerMaps(map(map), java.util.Objects.requireNonNull(shapes.get(map)), directory);
        inner.add(found);
        return found;
    }

    /// Puts a copy of a map into a map of maps, the only holder of the copy. Call this after loading.
    public void putCopy(String map, int index, BpfMap of) {
        InnerMaps.putCopy(map(map), java.util.Objects.requireNonNull(shapes.get(map)), index, of);
    }

    /// Creates the maps and programs in the kernel; a failure leaves nothing behind in the kernel.
    ///
    /// @throws DataplaneException with the kernel's reason; the cause has the whole log
    /// as a suppressed exception
    public void load() {
        LibBpfLog.drain();
        try {
            call("load bpf object " + name, LibBpf.OBJECT_LOAD, object);
        } catch (ErrnoException e) {
            List<LibBpfLog.Message> log = LibBpfLog.drain();
            if (e.errno() == ErrnoException.EPERM) {
                throw new DataplaneException(
                        DataplaneException.Kind.PRIVILEGE,
                        "loading the XDP program requires root, or CAP_BPF and CAP_NET_ADMIN",
                        e);
            }
            e.addSuppressed(new DataplaneException(LibBpfLog.text(log)));
            throw new DataplaneException(e.getMessage() + ": " + LibBpfLog.reason(log), e);
        }
    }

    /// The program with this name. Call this after loading.
    public BpfProgram program(String program) {
        MemorySegment found = pointer(LibBpf.FIND_PROGRAM, program);
        return new BpfProgram(program, integer(LibBpf.PROGRAM_FD, found));
    }

    /// The program's code as given to the kernel, eight bytes per instruction, so that tests can count the
    /// instructions. Call this after loading.
    @SuppressWarnings("restricted")
    public byte[] instructions(String program) {
        MemorySegment found = pointer(LibBpf.FIND_PROGRAM, program);
        try {
            MemorySegment at = (MemorySegment) LibBpf.PROGRAM_INSNS.invokeExact(found);
            long count = (long) LibBpf.PROGRAM_INSN_COUNT.invokeExact(found);
            return at.reinterpret(8 * count).toArray(JAVA_BYTE);
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    /// The map with this name: the same instance on each call, closed along with this `BpfObject`.
    /// Call this after loading.
    public synchronized BpfMap map(String map) {
        return maps.computeIfAbsent(map, this::found);
    }

    private BpfMap found(String map) {
        MemorySegment found = findMap(map);
        return new BpfMap(
                map,
                integer(LibBpf.MAP_FD, found),
                integer(LibBpf.MAP_VALUE_SIZE, found),
                integer(LibBpf.MAP_MAX_ENTRIES, found));
    }

    /// The size of one value of a map or section, before or after loading.
    public int valueBytes(String map) {
        return integer(LibBpf.MAP_VALUE_SIZE, findMap(map));
    }

    @Override
    public void close() {
        inner.forEach(InnerMaps::close);
        inner.clear();
        maps.values().forEach(BpfMap::close);
        maps.clear();
        if (arena.scope().isAlive()) {
            try {
                LibBpf.OBJECT_CLOSE.invokeExact(object);
            } catch (Throwable e) {
                throw LibC.rethrow(e);
            }
            arena.close();
        }
    }

    private MemorySegment findMap(String map) {
        return pointer(LibBpf.FIND_MAP, map);
    }

    private MemorySegment pointer(MethodHandle find, String wanted) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment found = (MemorySegment) find.invokeExact(object, call.allocateFrom(wanted));
            if (found.address() == 0) {
                throw new IllegalArgumentException("no " + wanted + " in bpf object " + name);
            }
            return found;
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    private static int integer(MethodHandle of, MemorySegment argument) {
        try {
            return (int) of.invokeExact(argument);
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    private static void call(String operation, MethodHandle handle, MemorySegment... arguments) {
        try {
            int result = arguments.length == 1
                    ? (int) handle.invokeExact(arguments[0])
                    : (int) handle.invokeExact(arguments[0], arguments[1]);
            ErrnoException.check(operation, result);
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }
}
