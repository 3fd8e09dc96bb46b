// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.baro.dataplane.kernel.Fd;
import dev.baro.dataplane.kernel.LibC;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The link that holds a program, whatever made it.
///
/// @param process that has it open; empty where only a pin keeps it, or where no such process can be seen
public record LinkOwner(int id, Optional<String> process) {
    /// Hosts have dozens.
    private static final int MOST_LINKS = 10_000;

    /// @return nothing when no link holds the program, or where looking is not permitted
    static Optional<LinkOwner> of(int program) {
        int id = 0;
        for (int i = 0; i < MOST_LINKS; i++) {
            id = next(id);
            if (id == 0) {
                return Optional.empty();
            }
            if (holds(id, program)) {
                return Optional.of(new LinkOwner(id, process(id)));
            }
        }
        return Optional.empty();
    }

    /// @return 0 after the last
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
                return false; // gone since it was listed
            }
            try (Fd link = new Fd("link " + id, fd)) {
                return program != 0 && ObjectInfo.programId(link) == program;
            }
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    /// Out of /proc/PID/fdinfo, where the kernel writes `link_id:` for a link (kernel/bpf/syscall.c,
    /// bpf_link_show_fdinfo).
    public static Optional<String> process(int id) {
        String line = "link_id:\t" + id;
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (hasOpen(process.resolve("fdinfo"), line)) {
                    return Optional.of(process.getFileName().toString());
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // without /proc no process can be seen
        }
    }

    private static boolean hasOpen(Path descriptors, String line) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(descriptors)) {
            for (Path each : all) {
                if (Files.readAllLines(each).contains(line)) {
                    return true;
                }
            }
            return false;
        } catch (IOException | DirectoryIteratorException e) {
            return false; // a process that ended, or of another user
        }
    }
}
