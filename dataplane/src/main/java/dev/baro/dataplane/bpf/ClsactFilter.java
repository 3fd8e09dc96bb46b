// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.baro.dataplane.kernel.ErrnoException;
import dev.baro.dataplane.kernel.Interfaces;
import dev.baro.dataplane.kernel.LibC;
import dev.baro.dataplane.kernel.StructFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/// Attaches a program with a filter of the clsact qdisc, which every kernel supports. The filter outlives the
/// process: a killed process leaves it behind, and the next process replaces its program. Other filters stay
/// unchanged, and the qdisc is never removed, because by then other programs may use it.
final class ClsactFilter implements ProbeLink {
    /// `struct bpf_tc_hook` of libbpf 1.1.
    static final StructLayout HOOK = MemoryLayout.structLayout(
                    JAVA_LONG.withName("sz"),
                    JAVA_INT.withName("ifindex"),
                    JAVA_INT.withName("attach_point"),
                    JAVA_INT.withName("parent"),
                    MemoryLayout.paddingLayout(4))
            .withName("bpf_tc_hook");

    /// `struct bpf_tc_opts` of libbpf 1.1.
    static final StructLayout OPTIONS = MemoryLayout.structLayout(
                    JAVA_LONG.withName("sz"),
                    JAVA_INT.withName("prog_fd"),
                    JAVA_INT.withName("flags"),
                    JAVA_INT.withName("prog_id"),
                    JAVA_INT.withName("handle"),
                    JAVA_INT.withName("priority"),
                    MemoryLayout.paddingLayout(4))
            .withName("bpf_tc_opts");

    /// Precedes filters without a stated priority, which the kernel numbers from 49,152 down. No other program
    /// is known to use it.
    static final int PRIORITY = 0xba0;

    static final int HANDLE = 0xba20;

    private static final int BPF_TC_INGRESS = 1;
    private static final int BPF_TC_EGRESS = 1 << 1;
    private static final int BPF_TC_F_REPLACE = 1;

    private final int ifindex;
    private final Direction direction;
    private final int programId;

    private ClsactFilter(int ifindex, Direction direction, int programId) {
        this.ifindex = ifindex;
        this.direction = direction;
        this.programId = programId;
    }

    /// @throws ErrnoException if the kernel does not permit it
    static ClsactFilter attach(BpfProgram program, String interfaceName, Direction direction) {
        int ifindex = Interfaces.index(interfaceName);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment hook = hook(arena, ifindex, direction);
            createQdisc(hook);
            MemorySegment options = options(arena);
            options.set(JAVA_INT, StructFormat.offset(OPTIONS, "prog_fd"), program.fd());
            options.set(JAVA_INT, StructFormat.offset(OPTIONS, "flags"), BPF_TC_F_REPLACE);
            call("attach by clsact", LibBpf.TC_ATTACH, hook, options);
            return new ClsactFilter(ifindex, direction, options.get(JAVA_INT, StructFormat.offset(OPTIONS, "prog_id")));
        }
    }

    @Override
    public boolean isOn(int wanted) {
        return ifindex == wanted && isThere();
    }

    private boolean isThere() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment found = options(arena);
            call("ask for the filter", LibBpf.TC_QUERY, hook(arena, ifindex, direction), found);
            return found.get(JAVA_INT, StructFormat.offset(OPTIONS, "prog_id")) == programId;
        } catch (ErrnoException e) {
            LibBpfLog.drain(); // the interface or the qdisc is already gone
            return false;
        }
    }

    /// Call this in the network namespace of the interface. Leaves the filter in place if its program is now a
    /// different one, and does nothing if the interface is gone.
    @Override
    public void close() {
        try (Arena arena = Arena.ofConfined()) {
            if (isThere()) {
                call("remove the filter", LibBpf.TC_DETACH, hook(arena, ifindex, direction), options(arena));
            }
        } catch (ErrnoException e) {
            LibBpfLog.drain(); // there is nothing left to remove
        }
    }

    private static void createQdisc(MemorySegment hook) {
        try {
            int result = (int) LibBpf.TC_HOOK_CREATE.invokeExact(hook);
            if (result != -ErrnoException.EEXIST) {
                ErrnoException.check("make the clsact qdisc", result);
            }
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    private static MemorySegment hook(Arena arena, int ifindex, Direction direction) {
        int point = switch (direction) {
            case IN -> BPF_TC_INGRESS;
            case OUT -> BPF_TC_EGRESS;
        };
        MemorySegment hook = arena.allocate(HOOK);
        hook.set(JAVA_LONG, 0, HOOK.byteSize());
        hook.set(JAVA_INT, StructFormat.offset(HOOK, "ifindex"), ifindex);
        hook.set(JAVA_INT, StructFormat.offset(HOOK, "attach_point"), point);
        return hook;
    }

    private static MemorySegment options(Arena arena) {
        MemorySegment options = arena.allocate(OPTIONS);
        options.set(JAVA_LONG, 0, OPTIONS.byteSize());
        options.set(JAVA_INT, StructFormat.offset(OPTIONS, "handle"), HANDLE);
        options.set(JAVA_INT, StructFormat.offset(OPTIONS, "priority"), PRIORITY);
        return options;
    }

    private static void call(String operation, MethodHandle handle, MemorySegment hook, MemorySegment options) {
        try {
            ErrnoException.check(operation, (int) handle.invokeExact(hook, options));
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }
}
