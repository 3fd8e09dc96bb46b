// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.bpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.baro.dataplane.kernel.ErrnoException;
import dev.baro.dataplane.kernel.LibC;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/// One loaded program.
///
/// @param fd a descriptor that belongs to the object, which closes it
public record BpfProgram(String name, int fd) {

    /// The result of a test run.
    ///
    /// @param result the program's return value: an XDP action
    /// @param packet the packet as the program left it
    /// @param ns     the average time per run, as the kernel measured it
    @SuppressWarnings("ArrayRecordComponent") // tests compare only its components
    public record TestRun(int result, byte[] packet, int ns) {}

    /// `struct bpf_test_run_opts` of libbpf 1.1, bpf.h.
    private static final StructLayout OPTIONS = MemoryLayout.structLayout(
            JAVA_LONG.withName("sz"),
            ADDRESS.withName("data_in"),
            ADDRESS.withName("data_out"),
            JAVA_INT.withName("data_size_in"),
            JAVA_INT.withName("data_size_out"),
            ADDRESS.withName("ctx_in"),
            ADDRESS.withName("ctx_out"),
            JAVA_INT.withName("ctx_size_in"),
            JAVA_INT.withName("ctx_size_out"),
            JAVA_INT.withName("retval"),
            JAVA_INT.withName("repeat"),
            JAVA_INT.withName("duration"),
            JAVA_INT.withName("flags"),
            JAVA_INT.withName("cpu"),
            JAVA_INT.withName("batch_size"));

    private static final long DATA_IN = offset("data_in");
    private static final long DATA_OUT = offset("data_out");
    private static final long DATA_SIZE_IN = offset("data_size_in");
    private static final long DATA_SIZE_OUT = offset("data_size_out");
    private static final long CTX_IN = offset("ctx_in");
    private static final long CTX_SIZE_IN = offset("ctx_size_in");
    private static final long RETVAL = offset("retval");
    private static final long REPEAT = offset("repeat");
    private static final long DURATION = offset("duration");
    private static final long FLAGS = offset("flags");
    private static final long BATCH_SIZE = offset("batch_size");

    /// `struct xdp_md`: data, data_end, data_meta, ingress_ifindex, rx_queue_index, egress_ifindex.
    private static final int XDP_MD_BYTES = 24;

    /// include/uapi/linux/bpf.h
    private static final int LIVE_FRAMES = 1 << 1;

    /// The number of frames in a NAPI poll.
    private static final int LIVE_BATCH = 64;

    /// Leaves room for growing headers and for a jumbo frame as the result.
    private static final int ROOM_BYTES = 16_384;

    /// Runs the program on a frame with BPF_PROG_TEST_RUN. The frame is not restored between repeats.
    ///
    /// @param frame   14 bytes or more
    /// @param ifindex the interface where the frame is assumed to arrive; 0 leaves it to the kernel
    /// @param repeat  1 or more
    public TestRun testRun(byte[] frame, int ifindex, int repeat) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment options = options(arena, repeat);
            MemorySegment out = arena.allocate(ROOM_BYTES);
            options.set(ADDRESS, DATA_IN, arena.allocateFrom(ValueLayout.JAVA_BYTE, frame));
            options.set(JAVA_INT, DATA_SIZE_IN, frame.length);
            options.set(ADDRESS, DATA_OUT, out);
            options.set(JAVA_INT, DATA_SIZE_OUT, ROOM_BYTES);
            if (ifindex != 0) {
                MemorySegment context = arena.allocate(XDP_MD_BYTES);
                context.set(JAVA_INT, 4, frame.length);
                context.set(JAVA_INT, 12, ifindex);
                options.set(ADDRESS, CTX_IN, context);
                options.set(JAVA_INT, CTX_SIZE_IN, XDP_MD_BYTES);
            }
            run(options);
            byte[] packet = out.asSlice(0, options.get(JAVA_INT, DATA_SIZE_OUT)).toArray(ValueLayout.JAVA_BYTE);
            return new TestRun(options.get(JAVA_INT, RETVAL), packet, options.get(JAVA_INT, DURATION));
        }
    }

    /// Runs the program on live frames: redirected frames leave through their interface, and passed frames are
    /// received (BPF_F_TEST_XDP_LIVE_FRAMES). Blocks until all frames are sent.
    ///
    /// @param frame the initial content; recycled frames keep the program's changes
    public void runLive(byte[] frame, int count) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment options = options(arena, count);
            options.set(ADDRESS, DATA_IN, arena.allocateFrom(ValueLayout.JAVA_BYTE, frame));
            options.set(JAVA_INT, DATA_SIZE_IN, frame.length);
            options.set(JAVA_INT, FLAGS, LIVE_FRAMES);
            options.set(JAVA_INT, BATCH_SIZE, LIVE_BATCH);
            run(options);
        }
    }

    /// Runs a program of type BPF_PROG_TYPE_SYSCALL once.
    ///
    /// @return the program's return value
    public int call() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment options = options(arena, 0);
            run(options);
            return options.get(JAVA_INT, RETVAL);
        }
    }

    private void run(MemorySegment options) {
        try {
            ErrnoException.check("run " + name, (int) LibBpf.TEST_RUN.invokeExact(fd, options));
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    private static MemorySegment options(Arena arena, int repeat) {
        MemorySegment options = arena.allocate(OPTIONS);
        options.set(JAVA_LONG, 0, OPTIONS.byteSize());
        options.set(JAVA_INT, REPEAT, repeat);
        return options;
    }

    private static long offset(String field) {
        return OPTIONS.byteOffset(PathElement.groupElement(field));
    }
}
