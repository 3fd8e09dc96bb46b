// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.baro.core.doctor.LinkProcess;
import dev.baro.dataplane.kernel.Fd;
import dev.baro.dataplane.kernel.LibC;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// The link that attaches a program, created by any process.
///
/// @param process the process that has the link open; empty if only a pin keeps it, or no such process is visible
public record LinkOwner(int id, Optional<String> process) {
    /// The maximum number of links to examine; a host usually has dozens.
    private static final int MOST_LINKS = 10_000;

    /// @return the owner; empty if the program has no link, or if this process may not see it
    static Optional<LinkOwner> of(int program) {
        int id = 0;
        for (int i = 0; i < MOST_LINKS; i++) {
            id = next(id);
            if (id == 0) {
                return Optional.empty();
            }
            if (holds(id, program)) {
                return Optional.of(new LinkOwner(id, LinkProcess.of(id)));
            }
        }
        return Optional.empty();
    }

    /// @return the next ID; 0 after the last link
    private static int next(int id) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment next = arena.allocate(JAVA_INT);
            int result = (int) LibBpf.LINK_NEXT_ID.invokeExact(id, next);
            return result == 0 ? next.get(JAVA_INT, 0) : 0;
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    private static boolean holds(int id, int program) {
        try {
            int fd = (int) LibBpf.LINK_BY_ID.invokeExact(id);
            if (fd < 0) {
                return false; // the link was removed after it was listed
            }
            try (Fd link = new Fd("link " + id, fd)) {
                return program != 0 && ObjectInfo.programId(link) == program;
            }
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }
}
