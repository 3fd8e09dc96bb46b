// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.baro.dataplane.kernel.ErrnoException;
import dev.baro.dataplane.kernel.Fd;
import dev.baro.dataplane.kernel.LibC;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// What the kernel tells of a map: the beginning of `struct bpf_map_info` (include/uapi/linux/bpf.h): type, id,
/// key_size,
/// value_size, max_entries, map_flags.
public final class MapInfo {
    private static final int BYTES = 24;
    private static final int MAX_ENTRIES_AT = 16;

    private MapInfo() {}

    public static int maxEntries(Fd map) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(BYTES);
            MemorySegment length = arena.allocateFrom(JAVA_INT, BYTES);
            ErrnoException.check("ask for map info", (int) LibBpf.OBJ_INFO.invokeExact(map.number(), info, length));
            return info.get(JAVA_INT, MAX_ENTRIES_AT);
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }
}
