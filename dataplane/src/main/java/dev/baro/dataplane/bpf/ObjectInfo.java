// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.baro.dataplane.kernel.ErrnoException;
import dev.baro.dataplane.kernel.Fd;
import dev.baro.dataplane.kernel.LibC;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The kernel's information about an object (include/uapi/linux/bpf.h). `struct bpf_map_info` starts with type,
/// id, key_size, value_size, max_entries, map_flags; `struct bpf_link_info` with type, id, prog_id, padding,
/// and for XDP and tcx the interface.
public final class ObjectInfo {
    private static final int BYTES = 24;
    private static final int ID_AT = 4;
    private static final int MAX_ENTRIES_AT = 16;
    private static final int PROGRAM_ID_AT = 8;
    private static final int IFINDEX_AT = 16;

    private ObjectInfo() {}

    static int id(Fd map) {
        return word("map", map, ID_AT);
    }

    public static int maxEntries(Fd map) {
        return word("map", map, MAX_ENTRIES_AT);
    }

    /// @return the index; 0 if the interface is gone, or the link was detached
    static int ifindex(Fd link) {
        return word("link", link, IFINDEX_AT);
    }

    static int programId(Fd link) {
        return word("link", link, PROGRAM_ID_AT);
    }

    private static int word(String kind, Fd object, int at) {
        return beginning(kind, object.number()).getInt(at);
    }

    /// @param kind the kind of object for error messages, such as `map`
    /// @return the first 24 bytes of the struct
    public static ByteBuffer beginning(String kind, int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(BYTES, 8);
            MemorySegment length = arena.allocateFrom(JAVA_INT, BYTES);
            ErrnoException.check("ask for " + kind + " info", (int) LibBpf.OBJ_INFO.invokeExact(fd, info, length));
            return ByteBuffer.wrap(info.toArray(JAVA_BYTE)).order(ByteOrder.nativeOrder());
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }
}
