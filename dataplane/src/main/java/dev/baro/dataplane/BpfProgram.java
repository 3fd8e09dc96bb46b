// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/// One loaded program.
///
/// @param fd belongs to the object, which closes it
public record BpfProgram(String name, int fd) {

    /// What a test run gave.
    ///
    /// @param result the program's return value: an XDP action
    /// @param packet the packet as the program left it
    /// @param ns     per run, as the kernel measured it, on average
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole, only its parts
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

    /// `struct xdp_md`: data, data_end, data_meta, ingress_ifindex, rx_queue_index, egress_ifindex.
    private static final int XDP_MD_BYTES = 24;

    /// Headers may grow in front and a frame of one page may come back.
    private static final int ROOM_BYTES = 4096;

    /// Runs it on a frame by BPF_PROG_TEST_RUN. The frame is not restored between repeats.
    ///
    /// @param frame   14 bytes or more
    /// @param ifindex where the frame is said to have come in; 0 leaves it to the kernel
    /// @param repeat  1 or more
    public TestRun testRun(byte[] frame, int ifindex, int repeat) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment options = options(arena, repeat);
            MemorySegment out = arena.allocate(ROOM_BYTES);
            put(options, "data_in", arena.allocateFrom(ValueLayout.JAVA_BYTE, frame));
            put(options, "data_size_in", frame.length);
            put(options, "data_out", out);
            put(options, "data_size_out", ROOM_BYTES);
            if (ifindex != 0) {
                MemorySegment context = arena.allocate(XDP_MD_BYTES);
                context.set(JAVA_INT, 4, frame.length);
                context.set(JAVA_INT, 12, ifindex);
                put(options, "ctx_in", context);
                put(options, "ctx_size_in", XDP_MD_BYTES);
            }
            run(options);
            byte[] packet = out.asSlice(0, get(options, "data_size_out")).toArray(ValueLayout.JAVA_BYTE);
            return new TestRun(get(options, "retval"), packet, get(options, "duration"));
        }
    }

    /// Runs a program of type BPF_PROG_TYPE_SYSCALL once.
    ///
    /// @return what the program returned
    public int call() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment options = options(arena, 0);
            run(options);
            return get(options, "retval");
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
        OPTIONS.varHandle(PathElement.groupElement("sz")).set(options, 0L, OPTIONS.byteSize());
        put(options, "repeat", repeat);
        return options;
    }

    private static void put(MemorySegment options, String field, int value) {
        OPTIONS.varHandle(PathElement.groupElement(field)).set(options, 0L, value);
    }

    private static void put(MemorySegment options, String field, MemorySegment value) {
        OPTIONS.varHandle(PathElement.groupElement(field)).set(options, 0L, value);
    }

    private static int get(MemorySegment options, String field) {
        return (int) OPTIONS.varHandle(PathElement.groupElement(field)).get(options, 0L);
    }
}
