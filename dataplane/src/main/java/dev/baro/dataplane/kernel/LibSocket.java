// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The socket calls for address families that the JDK does not support.
public final class LibSocket {
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;
    public static final int AF_NETLINK = 16;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_RAW = 3;

    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int SOCK_CLOEXEC = 0x80000;

    private static final MethodHandle SOCKET =
            handle("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle BIND =
            handle("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle RECV =
            handle("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle RECVFROM = handle(
            "recvfrom", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle SENDTO = handle(
            "sendto", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SETSOCKOPT =
            handle("setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle POLL =
            handle("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle IOCTL = handle(
            "ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), Linker.Option.firstVariadicArg(2));

    /// The result if messages were lost.
    static final long OVERRUN = -1;

    private LibSocket() {}

    public static Fd open(String what, int family, int type) {
        return open(what, family, type, 0);
    }

    public static Fd open(String what, int family, int type, int protocol) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(LibC.callState());
            int fd = (int) SOCKET.invokeExact(state, family, type | SOCK_CLOEXEC, protocol);
            return new Fd(what, check("open " + what, fd, state));
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    /// @param address a `struct sockaddr` of the socket's family
    public static void bind(String what, Fd socket, MemorySegment address) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(LibC.callState());
            int result = (int) BIND.invokeExact(state, socket.number(), address, (int) address.byteSize());
            check("bind " + what, result, state);
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    /// Blocks the calling thread in the kernel until the socket is readable.
    ///
    /// @return whether the socket became readable in time
    static boolean awaitReadable(Fd socket, int timeoutMs) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(LibC.callState());
            MemorySegment poll = arena.allocate(8, 4);
            poll.set(JAVA_INT, 0, socket.number());
            poll.set(JAVA_INT, 4, 1); // events = POLLIN, revents = 0
            return (int) POLL.invokeExact(state, poll, 1L, timeoutMs) > 0;
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    /// Waits until the socket is readable, and reads once into the buffer.
    ///
    /// @return whether anything arrived in time
    public static boolean receive(Fd socket, MemorySegment buffer, int timeoutMs) {
        return receiveBytes(socket, buffer, timeoutMs) != 0;
    }

    /// Receives like [#receive].
    ///
    /// @return the number of bytes read; 0 if nothing arrived in time; [#OVERRUN] if the socket's buffer
    /// overflowed (ENOBUFS), which a caller must also treat as a change
    static long receiveBytes(Fd socket, MemorySegment buffer, int timeoutMs) {
        if (!awaitReadable(socket, timeoutMs)) {
            return 0;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(LibC.callState());
            long bytes = (long) RECV.invokeExact(state, socket.number(), buffer, buffer.byteSize(), 0);
            return bytes > 0 ? bytes : OVERRUN;
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    /// @param value an int, or the struct of the option
    public static void option(String what, Fd socket, int level, int option, MemorySegment value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(LibC.callState());
            int result =
                    (int) SETSOCKOPT.invokeExact(state, socket.number(), level, option, value, (int) value.byteSize());
            check("set " + what, result, state);
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    public static void option(String what, Fd socket, int level, int option, int value) {
        try (Arena arena = Arena.ofConfined()) {
            option(what, socket, level, option, arena.allocateFrom(JAVA_INT, value));
        }
    }

    /// Sets the maximum wait of a receiving call (SO_RCVTIMEO of socket(7)).
    public static void receiveTimeout(Fd socket, int milliseconds) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(16, 8); // struct timeval: seconds, microseconds
            time.set(JAVA_LONG, 0, milliseconds / 1000);
            time.set(JAVA_LONG, 8, milliseconds % 1000 * 1000L);
            option("receive timeout", socket, SOL_SOCKET, SO_RCVTIMEO, time);
        }
    }

    /// @param state a state of [LibC#callState()], for this call only
    /// @return 0, or the errno
    public static int send(MemorySegment state, Fd socket, MemorySegment bytes, MemorySegment to) {
        try {
            long sent = (long)
                    SENDTO.invokeExact(state, socket.number(), bytes, bytes.byteSize(), 0, to, (int) to.byteSize());
            return sent < 0 ? LibC.errno(state) : 0;
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    /// Blocks until a datagram arrives or the socket's receive timeout expires.
    ///
    /// @param from a segment large enough for an address of the socket's family; its size is in `length`
    /// @return the number of bytes in the datagram, or -1 if nothing arrived
    public static long receiveFrom(
            MemorySegment state, Fd socket, MemorySegment buffer, MemorySegment from, MemorySegment length) {
        try {
            length.set(JAVA_INT, 0, (int) from.byteSize());
            return (long) RECVFROM.invokeExact(state, socket.number(), buffer, buffer.byteSize(), 0, from, length);
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    /// @return whether the device supports the request
    static boolean ioctl(Fd socket, long request, MemorySegment argument) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(LibC.callState());
            return (int) IOCTL.invokeExact(state, socket.number(), request, argument) >= 0;
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    static int check(String operation, int result, MemorySegment state) {
        if (result < 0) {
            throw new ErrnoException(operation, LibC.errno(state));
        }
        return result;
    }

    /// @return a handle whose first argument receives the errno of the call
    @SuppressWarnings("restricted")
    static MethodHandle handle(String name, FunctionDescriptor type, Linker.Option... more) {
        Linker.Option[] options = new Linker.Option[more.length + 1];
        System.arraycopy(more, 0, options, 1, more.length);
        options[0] = Linker.Option.captureCallState("errno");
        return Linker.nativeLinker()
                .downcallHandle(Linker.nativeLinker().defaultLookup().findOrThrow(name), type, options);
    }
}
