// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.baro.dataplane.kernel.ErrnoException;
import dev.baro.dataplane.kernel.Fd;
import dev.baro.dataplane.kernel.LibC;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// While an instance is open, the kernel measures the run time of every program (BPF_ENABLE_STATS of bpf(2)),
/// which costs each run about 20 ns.
///
/// @param fd the descriptor; empty if the kernel already measures run times
public record RunStatistics(Optional<Fd> fd) implements AutoCloseable {
    private static final Path ALWAYS = Path.of("/proc/sys/kernel/bpf_stats_enabled");

    /// BPF_STATS_RUN_TIME of include/uapi/linux/bpf.h.
    private static final int RUN_TIME = 0;

    /// The offset in `struct bpf_prog_info` of include/uapi/linux/bpf.h.
    private static final int RUN_TIME_AT = 192;

    private static final int RUNS_AT = 200;
    private static final int BYTES = 208;

    /// @throws ErrnoException without CAP_SYS_ADMIN
    public static RunStatistics enable() {
        if (always()) {
            return new RunStatistics(Optional.empty());
        }
        try {
            int fd = ErrnoException.check("take the time of programs", (int) LibBpf.ENABLE_STATS.invokeExact(RUN_TIME));
            return new RunStatistics(Optional.of(new Fd("program statistics", fd)));
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    private static boolean always() {
        try {
            return Files.readString(ALWAYS).strip().equals("1");
        } catch (IOException e) {
            return false; // the setting cannot be read, so measuring is enabled in any case
        }
    }

    /// The number of runs that the kernel measured.
    ///
    /// @param ns their total duration
    public record Taken(long runs, long ns) {
        public static final Taken NONE = new Taken(0, 0);

        public Taken since(Taken before) {
            return new Taken(runs - before.runs, ns - before.ns);
        }
    }

    public static Taken of(BpfProgram program) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(BYTES, 8);
            MemorySegment length = arena.allocateFrom(JAVA_INT, BYTES);
            ErrnoException.check("ask for program info", (int) LibBpf.OBJ_INFO.invokeExact(program.fd(), info, length));
            return new Taken(info.get(JAVA_LONG, RUNS_AT), info.get(JAVA_LONG, RUN_TIME_AT));
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    @Override
    public void close() {
        fd.ifPresent(Fd::close);
    }
}
