// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.baro.dataplane.kernel.ErrnoException;
import dev.baro.dataplane.kernel.Fd;
import dev.baro.dataplane.kernel.LibC;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// What the kernel tells of a link on an interface: the beginning of `struct bpf_link_info` (include/uapi/linux/bpf.h):
/// type, id, prog_id, padding, and for XDP and tcx the interface.
///
/// @param ifindex 0 when the interface is gone, or when somebody detached the link
record LinkInfo(int ifindex) {
    private static final int BYTES = 24;
    private static final int IFINDEX_AT = 16;

    static LinkInfo of(Fd link) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(BYTES, 8);
            MemorySegment length = arena.allocateFrom(JAVA_INT, BYTES);
            ErrnoException.check("ask for link info", (int) LibBpf.OBJ_INFO.invokeExact(link.number(), info, length));
            return new LinkInfo(info.get(JAVA_INT, IFINDEX_AT));
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }
}
