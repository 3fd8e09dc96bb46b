// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// Functions of the C library that the JDK does not offer.
public final class LibC {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle CLOSE = handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle MMAP =
            handle("mmap", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MUNMAP = handle("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle MOUNT =
            handle("mount", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    private static final MethodHandle VASPRINTF =
            plainHandle("vasprintf", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle FREE = plainHandle("free", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle SIGNAL = handle("signal", FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS));

    @SuppressWarnings("restricted")
    private static final MethodHandle OPEN = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("open"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
            Linker.Option.captureCallState("errno"),
            Linker.Option.firstVariadicArg(2));

    private static final MethodHandle FLOCK = handle("flock", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

    private static final MethodHandle SETPRIORITY =
            handle("setpriority", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));

    private static final int PRIO_PROCESS = 0;
    private static final int THIS_THREAD = 0;
    private static final int O_CLOEXEC = 0x80000;
    private static final int LOCK_EX_NB = 2 | 4;
    private static final MemorySegment SIG_DFL = MemorySegment.NULL;
    private static final long SIG_ERR = -1;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;

    private LibC() {}

    static void close(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            check("close", (int) CLOSE.invokeExact(state, fd), state);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    static int openForReading(String path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            int fd = (int) OPEN.invokeExact(state, arena.allocateFrom(path), O_CLOEXEC);
            check("open " + path, fd, state);
            return fd;
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /// setpriority(2), which on Linux affects only the calling thread.
    ///
    /// @param nice -20..19; lower values get more CPU time
    /// @throws ErrnoException if the process lacks the privilege
    static void nice(int nice) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            check("setpriority", (int) SETPRIORITY.invokeExact(state, PRIO_PROCESS, THIS_THREAD, nice), state);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /// @return whether the file is now locked; false if another process holds the lock
    static boolean tryLock(String path, int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            int result = (int) FLOCK.invokeExact(state, fd, LOCK_EX_NB);
            if (result < 0 && errno(state) == ErrnoException.EAGAIN) {
                return false;
            }
            check("lock " + path, result, state);
            return true;
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /// Maps the object of a file descriptor into memory, readable, writable and shared, until [#munmap].
    ///
    /// @return a segment without an arena; the caller limits its lifetime
    @SuppressWarnings("restricted")
    public static MemorySegment mmap(String what, int fd, long bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            MemorySegment at = (MemorySegment)
                    MMAP.invokeExact(state, MemorySegment.NULL, bytes, PROT_READ_WRITE, MAP_SHARED, fd, 0L);
            check("mmap " + what, at.address() == -1 ? -1 : 0, state);
            return at.reinterpret(bytes);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    public static void munmap(MemorySegment segment) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            check("munmap", (int) MUNMAP.invokeExact(state, segment, segment.byteSize()), state);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    public static void mountBpfFs(String path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            MemorySegment bpf = arena.allocateFrom("bpf");
            int result = (int)
                    MOUNT.invokeExact(state, bpf, arena.allocateFrom(path), bpf, 0L, arena.allocateFrom("mode=0700"));
            check("mount bpffs on " + path, result, state);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /// Resets a signal to its default action.
    static void restoreDefault(int signal) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            MemorySegment before = (MemorySegment) SIGNAL.invokeExact(state, signal, SIG_DFL);
            check("signal " + signal, before.address() == SIG_ERR ? -1 : 0, state);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /// Formats a message as C does, with the `va_list` of a callback; valid only within that callback.
    /// It allocates memory for any length, because the call consumes the `va_list` and cannot be
    /// repeated with more room.
    @SuppressWarnings("restricted")
    public static String format(MemorySegment format, MemorySegment vaList) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(ADDRESS);
            int length = (int) VASPRINTF.invokeExact(result, format, vaList);
            if (length < 0) {
                return "";
            }
            MemorySegment text = result.get(ADDRESS, 0).reinterpret(length + 1L);
            String copy = text.getString(0);
            FREE.invokeExact(text);
            return copy;
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /// The errno in the captured state of a call.
    public static int errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    public static StructLayout callState() {
        return CALL_STATE;
    }

    /// An exception from a native call is a bug in the binding, unless this project's code threw it.
    public static RuntimeException rethrow(Throwable e) {
        if (e instanceof RuntimeException ours) {
            return ours;
        }
        throw new AssertionError("native call cannot throw", e);
    }

    private static void check(String operation, int result, MemorySegment state) {
        if (result < 0) {
            throw new ErrnoException(operation, errno(state));
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), type, Linker.Option.captureCallState("errno"));
    }

    @SuppressWarnings("restricted")
    private static MethodHandle plainHandle(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type);
    }
}
